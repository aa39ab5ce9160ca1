"""Caches of Django in a Redis Cluster, which django-redis does not know."""

import threading
from typing import Any

from django_redis.pool import ConnectionFactory
from redis import RedisCluster
from redis.backoff import NoBackoff
from redis.retry import Retry


class _Cluster(RedisCluster):
    """A client that reads keys of several nodes at once, each with its own round trip."""

    def mget(self, keys: Any, *args: Any) -> Any:
        """The values of keys; not of one moment, which a cache does without."""
        return self.mget_nonatomic(keys, *args)


class ClusterConnectionFactory(ConnectionFactory):  # type: ignore[misc]  # django-redis has no types
    """The client of a Redis Cluster; one for each address, which keeps its own connections."""

    _clusters: dict[str, RedisCluster] = {}
    _lock = threading.Lock()

    def connect(self, url: str) -> RedisCluster:
        """The client of an address, made at the first use."""
        with self._lock:
            if url not in self._clusters:
                names = ("SOCKET_CONNECT_TIMEOUT", "SOCKET_TIMEOUT")
                timeouts = {name.lower(): self.options[name] for name in names}
                self._clusters[url] = _Cluster.from_url(url, **timeouts, retry=Retry(NoBackoff(), 1))
            return self._clusters[url]

    def disconnect(self, connection: RedisCluster) -> None:
        """Closes a client's connections."""
        connection.disconnect_connection_pools()  # type: ignore[no-untyped-call]
