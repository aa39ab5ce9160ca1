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
        keys: the name of each entry's cache (for the metric), by its key.

    Returns:
        The values that were found, by their keys; none while Redis is away.
    """
    if not keys:
        return {}
    try:
        found: dict[str, Any] = ask_redis(lambda: cache.get_many(keys))
    except RedisAwayError:
        found = {}
    for key, name in keys.items():
        READS.labels(name, "hit" if key in found else "miss").inc()
    return found


def store(values: Mapping[str, Any], *, seconds: int) -> None:
    """Keeps values by their keys, in one round trip, if Redis is there to take them."""
    if values:
        _if_there(lambda: cache.set_many(dict(values), seconds))


def invalidate_on_commit(key: str) -> None:
    """Forgets a value once the write that changed it has committed."""
    transaction.on_commit(lambda: _if_there(lambda: cache.delete(key)))


def _if_there(work: Callable[[], object]) -> None:
    try:
        ask_redis(work)
    except RedisAwayError:
        return
