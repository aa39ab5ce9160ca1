"""What each Redis tells of itself."""

import time
from collections.abc import Iterator
from concurrent.futures import TimeoutError as LateError
from typing import Any, cast

import redis
from django.conf import settings
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitoring.bounded import Question

# Seconds that a scrape waits, and that what was heard is kept.
ASK_SECONDS = 1.5
CACHE_SECONDS = 5.0

# Fields of INFO (https://redis.io/docs/latest/commands/info/).
_FIELDS = (
    ("used_memory", "memory_bytes", "Memory that a Redis uses for its data."),
    ("maxmemory", "memory_limit_bytes", "Memory that a Redis may use for its data; 0 is no limit."),
    ("connected_clients", "clients", "Connections to a Redis."),
    ("evicted_keys", "evicted_keys", "Keys that a Redis has dropped for want of memory."),
    ("instantaneous_ops_per_sec", "commands_per_second", "Commands that a Redis handles in a second."),
)

Stores = dict[str, dict[str, Any] | None]


def ask_stores() -> Stores:
    """What each Redis says, by what it is for; None for one that does not answer."""
    return {name: _ask(url) for name, url in redis_urls().items()}


def redis_urls() -> dict[str, str]:
    """The addresses of the instances, by what they are for: one may serve for both; of a cluster one node."""
    return {"main": settings.REDIS_URL, "cache": settings.CACHES["default"]["LOCATION"]}


def _ask(url: str) -> dict[str, Any] | None:
    try:
        with redis.Redis.from_url(url, **settings.REDIS_TIMEOUTS) as client:
            return cast(dict[str, Any], client.info())
    except (redis.RedisError, OSError):
        return None


class RedisCollector(Collector):
    """Asks when it is asked itself."""

    def __init__(self) -> None:
        """Starts without an answer."""
        self._question = Question("redis", ask_stores)
        self._known: Stores = {}
        self._asked_at = float("-inf")

    def collect(self) -> Iterator[Metric]:
        """Whether each Redis answers, and what it says."""
        stores = self._stores()
        up = GaugeMetricFamily("solacore_redis_up", "Whether a Redis answered.", labels=["store"])
        for store in redis_urls():
            up.add_metric([store], stores.get(store) is not None)
        yield up
        for field, name, description in _FIELDS:
            family = GaugeMetricFamily(f"solacore_redis_{name}", description, labels=["store"])
            for store, info in stores.items():
                if info is not None:
                    family.add_metric([store], float(info.get(field, 0)))
            yield family

    def _stores(self) -> Stores:
        if time.monotonic() - self._asked_at > CACHE_SECONDS:
            try:
                self._known = self._question.asked().result(ASK_SECONDS)
                self._asked_at = time.monotonic()
            except LateError:
                return {}
        return self._known


redis_collector = RedisCollector()
