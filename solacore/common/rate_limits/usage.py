"""Counts requests in the windows of their scope, with django-ratelimit as the engine."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django_ratelimit import ALL
from django_ratelimit.core import _get_window, _make_cache_key
from django_redis import get_redis_connection

from solacore.common.rate_limits.backing import CACHE, process_memory
from solacore.common.rate_limits.metrics import FALLBACK
from solacore.common.rate_limits.rates import Rate
from solacore.common.rate_limits.scopes import RULES, RateScope, WithoutRedis
from solacore.common.redis_guard import RedisAwayError, ask_redis

# Seconds that a counter outlives its window, so that it never ends within it.
_MARGIN = 5


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a window is used up, the counted request included.

    Attributes:
        scope: what was counted.
        limit: requests that the window allows.
        count: requests in it so far.
        retry_after: seconds until the next window, at least 1.
    """

    scope: RateScope
    limit: int
    count: int
    retry_after: int

    @property
    def is_exceeded(self) -> bool:
        """Whether the counted request is one too many."""
        return self.count > self.limit

    @property
    def remaining(self) -> int:
        """Requests that the window still allows."""
        return max(0, self.limit - self.count)


def count_all(scope: RateScope, whos: Sequence[str]) -> list[Usage | None]:
    """Counts many requests, in one round trip.

    Args:
        scope: what they count for.
        whos: of each request the address or the user that the scope counts by.

    Returns:
        Each one's usage in its place; None when Redis is away and the scope stays open then.
    """
    if not whos:
        return []
    rule = RULES[scope]
    # Counted here as well, so that a Redis that goes away or comes back empty forgives nothing.
    here = [
        _count_in_process(scope, who, rule.rate)
        if rule.without_redis is WithoutRedis.COUNT_IN_PROCESS
        else None
        for who in whos
    ]
    try:
        there = ask_redis(lambda: _count_in_redis(scope, whos, rule.rate))
    except RedisAwayError:
        FALLBACK.labels(scope).inc(len(whos))
        return here
    return list(map(_stricter, there, here))


def _stricter(there: Usage, here: Usage | None) -> Usage:
    return there if here is None or here.count <= there.count else here


def _count_in_redis(scope: RateScope, whos: Sequence[str], rate: Rate) -> list[Usage]:
    """Counts in the engine's own windows and keys: it would take two round trips for each request."""
    now = int(time.time())
    ends = [_get_window(who, rate.seconds) for who in whos]
    pipeline = get_redis_connection(CACHE).pipeline(transaction=False)
    for who, end in zip(whos, ends, strict=True):
        key = caches[CACHE].make_key(_make_cache_key(scope, end, rate, who, ALL))
        pipeline.incr(key)
        pipeline.expire(key, rate.seconds + _MARGIN)
    counts = pipeline.execute()[::2]
    # The engine's window includes the second that it ends in.
    return [
        Usage(scope, rate.limit, counted, max(1, end - now + 1))
        for end, counted in zip(ends, counts, strict=True)
    ]


def _count_in_process(scope: RateScope, who: str, rate: Rate) -> Usage:
    now = int(time.time())
    # The engine's own windows, which begin at another moment for each key.
    ends_at = _get_window(who, rate.seconds)
    key = f"{scope}:{who}:{ends_at}"
    is_first = process_memory.add(key, 1, rate.seconds + _MARGIN)
    return Usage(scope, rate.limit, 1 if is_first else process_memory.incr(key), max(1, ends_at - now + 1))
