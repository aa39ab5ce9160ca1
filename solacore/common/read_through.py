"""Read-through caching in Redis: it saves work, and decides nothing.

An entry may be old (Redis was away while it changed, and has come back), so only what may be a little old
is kept in one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache import cache
from django.db import transaction
from prometheus_client import Counter

from solacore.common.redis_guard import RedisAwayError, ask_redis

READS = Counter(
    "solacore_cache_reads_total", "Reads of the cache, by what came of them.", ["cache", "result"]
)


def cached(keys: Mapping[str, str]) -> dict[str, Any]:
    """What the cache has of the wanted entries, in one round trip.

    Args:
        keys: each entry's key, by the name of its cache (for the metric).

    Returns:
        The values that were found, by the name of their cache; none while Redis is away.
    """
    try:
        found = ask_redis(lambda: cache.get_many(keys.values()))
    except RedisAwayError:
        found = {}
    for name, key in keys.items():
        READS.labels(name, "hit" if key in found else "miss").inc()
    return {name: found[key] for name, key in keys.items() if key in found}


def store(key: str, value: Any, *, seconds: int) -> None:
    """Keeps a value, if Redis is there to take it."""
    _if_there(lambda: cache.set(key, value, seconds))


def invalidate_on_commit(key: str) -> None:
    """Forgets a value once the write that changed it has committed."""
    transaction.on_commit(lambda: _if_there(lambda: cache.delete(key)))


def _if_there(work: Callable[[], object]) -> None:
    try:
        ask_redis(work)
    except RedisAwayError:
        return
