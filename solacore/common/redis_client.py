"""The asynchronous Redis client of this process: one per event loop, with short timeouts."""

import asyncio
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import Redis, RedisCluster

# A cluster's client has the same commands; each of ours names one key.
_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, Redis]" = WeakKeyDictionary()


def redis_client() -> Redis:
    """The client of the running loop."""
    loop = asyncio.get_running_loop()
    client = _clients.get(loop)
    if client is None:
        kind: Any = RedisCluster if settings.REDIS_CLUSTER else Redis
        client = cast(Redis, kind.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS))
        _clients[loop] = client
    return client


async def close_redis_client() -> None:
    """Closes the connections of the running loop."""
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()
