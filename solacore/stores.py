"""PostgreSQL and Redis as Django's settings have them: one server each, or PgBouncer and a Redis Cluster."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from solacore import embedded
from solacore.environment import env

# A URL whose scheme has this at its end names a node of a Redis Cluster, such as redis+cluster://host:6379.
CLUSTER_MARK = "+cluster"
# Seconds. Every request waits for it.
_CACHE_TIMEOUTS = {"SOCKET_CONNECT_TIMEOUT": 0.25, "SOCKET_TIMEOUT": 0.25}


def is_cluster(url: str) -> bool:
    """Whether a Redis URL names a cluster."""
    return urlsplit(url).scheme.endswith(CLUSTER_MARK)


def node_url(url: str) -> str:
    """The URL as Redis clients read it."""
    return url.replace(f"{CLUSTER_MARK}:", ":", 1) if is_cluster(url) else url


def database_settings(data_dir: Path) -> dict[str, Any]:
    """Django's settings of the database: DATABASE_URL, or the embedded one of this data folder."""
    is_embedded = not env.str("DATABASE_URL", default="")
    given = dict(embedded.database_settings(data_dir) if is_embedded else env.db_url("DATABASE_URL"))
    return {
        **given,
        "PASSWORD": given.get("PASSWORD") or env.str("DATABASE_PASSWORD", default=""),
        "ENGINE": "solacore.common.metering.postgresql",
        # A pooled connection is checked when it is taken, so that a restarted PostgreSQL is not noticed.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # What the URL says, such as sslmode.
            **given.get("OPTIONS", {}),
            "pool": {
                "min_size": 0,
                "max_size": env.int("DATABASE_POOL_SIZE", default=20),
                # Seconds that a request waits for a free connection before it fails.
                "timeout": 10,
                # Seconds after which a failing connection is given up, and the next request tries anew: or
                # the pauses between attempts double, and go on for long after PostgreSQL is back.
                "reconnect_timeout": 2,
            },
            "connect_timeout": 3,
            # Django's own default, said aloud: a prepared statement would live on one connection too.
            "prepare_threshold": None,
        },
    }


def cache_settings(url: str, prefix: str) -> dict[str, Any]:
    """Django's settings of a cache in Redis."""
    return {
        "BACKEND": "solacore.common.metering.cache.MeteredRedisCache",
        "LOCATION": node_url(url),
        "KEY_PREFIX": prefix,
        # Failures are seen, so that each use can do without Redis in its own way.
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.DefaultClient",
            "CONNECTION_FACTORY": "solacore.common.cluster_cache.ClusterConnectionFactory"
            if is_cluster(url)
            else "solacore.common.redis_guard.OwnConnectionFactory",
            **_CACHE_TIMEOUTS,
        },
    }


def channel_layer_settings(url: str) -> dict[str, Any]:
    """Channels' layer in Redis, by which sockets hear of the turns that other processes begin."""
    in_cluster = is_cluster(url)
    return {
        "BACKEND": "solacore.common.cluster_channels.ClusterChannelLayer"
        if in_cluster
        else "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            # A read outlasts the five seconds for which the layer waits for a message.
            "hosts": [{"address": node_url(url), "socket_connect_timeout": 0.5, "socket_timeout": 10}],
            # In a cluster the braces put all keys on one node: the layer uses several at once.
            "prefix": "{solacore:channels}" if in_cluster else "solacore:channels",
            # Messages that may wait for a process, and the seconds after which they are of no use.
            "capacity": 1000,
            "expiry": 10,
            # Seconds after which a process that died leaves its groups.
            "group_expiry": 7200,
        },
    }
