"""Metrics of what all processes share: it stands in PostgreSQL, and whoever is scraped tells of it."""

import time
from collections.abc import Iterator
from concurrent.futures import TimeoutError as LateError

import structlog
from django.db import Error as DatabaseError
from django.db import connections
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitoring.bounded import Question
from solacore.common.metering.stored import Figure, read_figures

logger = structlog.get_logger(__name__)

# Seconds that a scrape waits for PostgreSQL, and that the figures are kept: sign-ins are counted one by one.
ASK_SECONDS = 2.0
CACHE_SECONDS = 15.0


class StoredCollector(Collector):
    """Reads the figures when it is asked; without PostgreSQL they are absent, rather than a wrong zero."""

    def __init__(self) -> None:
        """Starts without figures."""
        self._question = Question("figures", _read)
        self._known: list[Figure] = []
        self._read_at = float("-inf")

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        figures = self._figures()
        yield GaugeMetricFamily(
            "solacore_database_up", "Whether PostgreSQL answered this scrape.", value=figures is not None
        )
        yield from _families(figures or [])

    def forget(self) -> None:
        """Lets the next scrape ask anew."""
        self._read_at = float("-inf")

    def _figures(self) -> list[Figure] | None:
        if time.monotonic() - self._read_at <= CACHE_SECONDS:
            return self._known
        try:
            self._known = self._question.asked().result(ASK_SECONDS)
        except (DatabaseError, LateError) as error:
            logger.warning("metrics_without_database", error=type(error).__name__)
            return None
        self._read_at = time.monotonic()
        return self._known


def _read() -> list[Figure]:
    try:
        return read_figures(timezone.now())
    finally:
        connections.close_all()


def _families(figures: list[Figure]) -> Iterator[Metric]:
    families: dict[str, GaugeMetricFamily] = {}
    for figure in figures:
        family = families.get(figure.name)
        if family is None:
            family = GaugeMetricFamily(figure.name, figure.description, labels=list(figure.labels))
            families[figure.name] = family
        family.add_metric(list(figure.labels.values()), figure.value)
    yield from families.values()


stored_collector = StoredCollector()
