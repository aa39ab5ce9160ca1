"""django-redis' cache with django-prometheus' metrics.

django-prometheus' own backend counts `get` only, and people and sign-in sessions are read with `get_many`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django_prometheus.cache.metrics import (
    django_cache_get_fail_total,
    django_cache_get_total,
    django_cache_hits_total,
    django_cache_misses_total,
)
from django_redis.cache import RedisCache

# The value of the label `backend`, as django-prometheus has it for django-redis.
BACKEND = "redis"

_GETS = django_cache_get_total.labels(BACKEND)
_HITS = django_cache_hits_total.labels(BACKEND)
_MISSES = django_cache_misses_total.labels(BACKEND)
_FAILURES = django_cache_get_fail_total.labels(BACKEND)


class MeteredRedisCache(RedisCache):  # type: ignore[misc]  # django-redis has no types
    """See the module."""

    def get(self, key: str, default: Any = None, version: int | None = None, client: Any = None) -> Any:
        """Reads an entry."""
        nothing = object()
        found = _count(1, lambda: super(MeteredRedisCache, self).get(key, nothing, version, client))
        is_hit = found is not nothing
        (_HITS if is_hit else _MISSES).inc()
        return found if is_hit else default

    def get_many(self, keys: Iterable[str], *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Reads entries in one round trip."""
        wanted = list(keys)
        found: dict[str, Any] = _count(
            len(wanted), lambda: super(MeteredRedisCache, self).get_many(wanted, *args, **kwargs)
        )
        _HITS.inc(len(found))
        _MISSES.inc(len(wanted) - len(found))
        return found


def _count(entries: int, read: Callable[[], Any]) -> Any:
    _GETS.inc(entries)
    try:
        return read()
    except Exception:
        _FAILURES.inc(entries)
        raise
