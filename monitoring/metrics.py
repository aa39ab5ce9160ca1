"""GET /health/metrics: what Prometheus scrapes of this process, and of the sign-ins that all share."""

from collections.abc import Iterator

import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.selectors import count_live

logger = structlog.get_logger(__name__)


class SignInCollector(Collector):
    """Counts live sign-in sessions and the people behind them when it is asked."""

    def collect(self) -> Iterator[Metric]:
        """The two gauges; without PostgreSQL neither, rather than a wrong zero."""
        try:
            sessions, users = count_live(timezone.now())
        except DatabaseError as error:
            logger.warning("metrics_without_database", error=type(error).__name__)
            return
        yield GaugeMetricFamily("solacore_active_sessions", "Sign-in sessions that count.", value=sessions)
        yield GaugeMetricFamily("solacore_active_users", "People with such a session.", value=users)

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering it must not read the database."""
        yield from ()


def register() -> None:
    """Adds the collector to the process's registry."""
    REGISTRY.register(SignInCollector())


def metrics(_request: HttpRequest) -> HttpResponse:
    """The metrics as Prometheus reads them. NGINX keeps the path from the outside."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
