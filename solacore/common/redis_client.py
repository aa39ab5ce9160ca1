"""The asynchronous Redis client of this process: one per event loop, with short timeouts."""

import asyncio
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

# What a command raises while Redis, or a node of its cluster, can't be used: the last is none of the first.
REDIS_FAILURES = (RedisError, OSError, RedisClusterException)
# A cluster's client tries a command once more, where its key is by then; by default it pauses for seconds.
CLUSTER_RETRIES: dict[str, Any] = {"retry": Retry(NoBackoff(), 1)}

# A cluster's client has the same commands; each of ours names one key.
_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, Redis]" = WeakKeyDictionary()


def redis_client() -> Redis:
    """The client of the running loop."""
    loop = asyncio.get_running_loop()
    client = _clients.get(loop)
    if client is None:
        kind: Any = RedisCluster if settings.REDIS_CLUSTER else Redis
        more = CLUSTER_RETRIES if settings.REDIS_CLUSTER else {}
        client = cast(Redis, kind.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS, **more))
        _clients[loop] = client
    return client


async def close_redis_client() -> None:
    """Closes the connections of the running loop."""
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()
