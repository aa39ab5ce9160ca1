"""Where counts live: in Redis or, while it is away, in the memory of this process."""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django_redis.pool import ConnectionFactory
from redis import RedisError

from solacore.common.rate_limits.circuit import Circuit

logger = structlog.get_logger(__name__)

T = TypeVar("T")

# The alias in settings.CACHES.
CACHE = "limits"
# Counters that a process keeps while Redis is away; the least recently used go first. Some 10 MB.
LARGEST_MEMORY = 20_000

process_memory = LocMemCache("limits", {"OPTIONS": {"MAX_ENTRIES": LARGEST_MEMORY}})
_circuit = Circuit()


class LimitsConnectionFactory(ConnectionFactory):  # type: ignore[misc]  # django-redis has no types
    """Connections apart from those of the general cache: django-redis would share them, timeouts and all."""

    _pools: dict[str, Any] = {}


class RedisAwayError(Exception):
    """Redis did not answer just now."""


def ask_redis(work: Callable[[], T]) -> T:
    """Does what needs Redis, unless Redis has just failed somebody else.

    Raises:
        RedisAwayError: it can't be done now.
    """
    if not _circuit.admits():
        raise RedisAwayError
    try:
        answer = work()
    except (RedisError, OSError) as error:
        if _circuit.failed():
            logger.warning("rate_limits_without_redis", reason=type(error).__name__)
        raise RedisAwayError from error
    _circuit.succeeded()
    return answer
