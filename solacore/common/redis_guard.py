"""The blocking use of Redis, through django-redis, and how little it may cost while Redis is away."""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django_redis.pool import ConnectionFactory

from solacore.common.circuit import Circuit
from solacore.common.redis_client import REDIS_FAILURES

logger = structlog.get_logger(__name__)

T = TypeVar("T")

_circuit = Circuit()


class OwnConnectionFactory(ConnectionFactory):  # type: ignore[misc]  # django-redis has no types
    """Connections apart from those that others make to the same address: django-redis shares timeouts too."""

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
    except REDIS_FAILURES as error:
        if _circuit.failed():
            logger.warning("redis_away", reason=type(error).__name__)
        raise RedisAwayError from error
    _circuit.succeeded()
    return answer
