"""Channels' layer in a Redis Cluster, which channels_redis does not know."""

import asyncio
from typing import Any, cast

from channels_redis.core import RedisChannelLayer
from redis.asyncio import RedisCluster

from solacore.common.redis_client import CLUSTER_RETRIES


class _OneSlotCluster(RedisCluster):
    """A cluster of which one slot is used: that of the layer's prefix, which is a hash tag."""

    def __init__(self, *, prefix: str, **how: Any) -> None:
        """Args: prefix: of every key. how: the arguments of `RedisCluster`."""
        super().__init__(**how)
        self._prefix = prefix

    async def eval(self, script: str, numkeys: int, *keys_and_args: Any) -> Any:
        """Runs a script on the node of the prefix; the layer passes keys as plain arguments, too."""
        await self.initialize()
        node = self.get_node_from_key(self._prefix)
        return await self.execute_command("EVAL", script, numkeys, *keys_and_args, target_nodes=[node])


class _LoopConnection:
    """The connection of one event loop, in the shape of channels_redis' RedisLoopLayer."""

    def __init__(self, cluster: _OneSlotCluster) -> None:
        self.cluster = cluster

    async def flush(self) -> None:
        """Closes it."""
        await self.cluster.aclose()


class ClusterChannelLayer(RedisChannelLayer):  # type: ignore[misc]  # channels_redis has no types
    """The layer, with all its keys on one node."""

    def connection(self, index: int) -> _OneSlotCluster:
        """The cluster's client of the running loop; index: of the host, there is one."""
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            how = dict(self.hosts[index])
            address = how.pop("address")
            cluster = cast(
                _OneSlotCluster,
                _OneSlotCluster.from_url(address, prefix=self.prefix, **how, **CLUSTER_RETRIES),
            )
            self._layers[loop] = _LoopConnection(cluster)
        connection: _OneSlotCluster = self._layers[loop].cluster
        return connection
