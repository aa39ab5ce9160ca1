"""Counts a request in the window of its scope, with django-ratelimit as the engine."""

import time
from dataclasses import dataclass

from django_ratelimit.core import _get_window, get_usage
from redis import RedisError

from solacore.common.rate_limits.backing import process_memory
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


def count(scope: RateScope, who: str) -> Usage | None:
    """Counts one request of somebody.

    Args:
        scope: what it counts for.
        who: the address or the user that the scope counts by.

    Returns:
        The usage; None when Redis is away and the scope stays open then.
    """
    rule = RULES[scope]
    # Counted here as well, so that a Redis that goes away or comes back empty forgives nothing.
    here = (
        _count_in_process(scope, who, rule.rate)
        if rule.without_redis is WithoutRedis.COUNT_IN_PROCESS
        else None
    )
    try:
        there = ask_redis(lambda: _count_in_redis(scope, who, rule.rate))
    except RedisAwayError:
        FALLBACK.labels(scope).inc()
        return here
    return there if here is None or here.count <= there.count else here


def _count_in_redis(scope: RateScope, who: str, rate: Rate) -> Usage:
    # Without a request: the engine would only take its method and address from it.
    usage = get_usage(None, group=scope, key=lambda _group, _request: who, rate=rate, increment=True)
    if usage["limit"] == 0:
        # The engine's word for a counter that vanished between its two commands.
        raise RedisError("the counter is gone")
    # The engine's window includes the second that it ends in.
    return Usage(scope, rate.limit, usage["count"], max(1, usage["time_left"] + 1))


def _count_in_process(scope: RateScope, who: str, rate: Rate) -> Usage:
    now = int(time.time())
    # The engine's own windows, which begin at another moment for each key.
    ends_at = _get_window(who, rate.seconds)
    key = f"{scope}:{who}:{ends_at}"
    is_first = process_memory.add(key, 1, rate.seconds + _MARGIN)
    return Usage(scope, rate.limit, 1 if is_first else process_memory.incr(key), max(1, ends_at - now + 1))
