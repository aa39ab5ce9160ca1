"""What Prometheus scrapes: this process's own metrics, or all of a server's, and what they share."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psutil
import structlog
from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from monitoring.certificate import certificate_collector
from monitoring.redis_stores import redis_collector
from monitoring.stored import stored_collector
from solacore.common.metering.processes import metrics_folder

logger = structlog.get_logger(__name__)


class BuildCollector(Collector):
    """Says which release this is."""

    def collect(self) -> Iterator[Metric]:
        """The one series."""
        yield InfoMetricFamily("solacore_build", "The running release.", {"version": settings.APP_VERSION})


def exposition() -> bytes:
    """The page of metrics, as Prometheus' text format."""
    registry = CollectorRegistry()
    folder = metrics_folder()
    if folder is None:
        registry.register(REGISTRY)
    else:
        _forget_dead_processes(folder)
        MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    for collector in (BuildCollector(), stored_collector, redis_collector, certificate_collector):
        registry.register(collector)
    return generate_latest(registry)


def _forget_dead_processes(folder: Path) -> None:
    """Takes the gauges of processes that have died out of the sum, however they died."""
    for pid in {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_live*.db")}:
        if not psutil.pid_exists(pid):
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def serve(host: str, port: int) -> None:
    """Serves this process's own metrics on an address of their own, which NGINX knows nothing of.

    A second process of the same machine finds the port taken and goes on without.
    """
    # So that every series exists from the start, whatever the process has imported by itself.
    import_module(settings.ROOT_URLCONF)
    try:
        start_http_server(port, addr=host, registry=REGISTRY)
    except OSError as error:
        logger.warning("metrics_not_served", port=port, error=type(error).__name__)
