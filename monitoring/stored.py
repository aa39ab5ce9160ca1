"""Metrics of what all processes share: it stands in PostgreSQL, and whoever is scraped tells of it."""

import time
from collections.abc import Iterator
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import Error as DatabaseError
from django.db import connections
from django.db.models import Case, Count, Min, Q, When
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.selectors import count_live
from monitoring.bounded import Question

logger = structlog.get_logger(__name__)

# Seconds that a scrape waits for PostgreSQL, and that the figures are kept: sign-ins are counted one by one.
ASK_SECONDS = 2.0
CACHE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Tasks:
    """The queue of background tasks.

    Attributes:
        pending: tasks that wait for a worker, those that are due.
        oldest: when the first of them was due, None without any.
        running: tasks that a worker has begun.
        failed: tasks that failed for good and were not yet pruned.
    """

    pending: int
    oldest: datetime | None
    running: int
    failed: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What PostgreSQL tells.

    Attributes:
        sessions: sign-in sessions that count.
        users: people with such a session.
        tasks: the queue.
    """

    sessions: int
    users: int
    tasks: Tasks


def tasks_now(now: datetime) -> Tasks:
    """The queue of background tasks as it stands."""
    # A task without a time to wait for has one in the year 9999.
    due_since = Case(When(run_after__lte=now, then="run_after"), default="enqueued_at")
    waiting = DBTaskResult.objects.ready().aggregate(count=Count("pk"), oldest=Min(due_since))
    begun = DBTaskResult.objects.filter(status__in=(TaskResultStatus.RUNNING, TaskResultStatus.FAILED))
    counts = begun.aggregate(
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    return Tasks(waiting["count"], waiting["oldest"], counts["running"], counts["failed"])


def _read() -> Stored:
    try:
        now = timezone.now()
        sessions, users = count_live(now)
        return Stored(sessions, users, tasks_now(now))
    finally:
        connections.close_all()


class StoredCollector(Collector):
    """Reads the figures when it is asked; without PostgreSQL they are absent, rather than a wrong zero."""

    def __init__(self) -> None:
        """Starts without figures."""
        self._question = Question("metrics", _read)
        self._known: Stored | None = None
        self._read_at = float("-inf")

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        stored = self._stored()
        yield GaugeMetricFamily(
            "solacore_database_up", "Whether PostgreSQL answered this scrape.", value=stored is not None
        )
        if stored is None:
            return
        tasks = stored.tasks
        oldest = (timezone.now() - tasks.oldest).total_seconds() if tasks.oldest else 0.0
        for name, help_text, value in (
            ("solacore_active_sessions", "Sign-in sessions that count.", stored.sessions),
            ("solacore_active_users", "People with such a session.", stored.users),
            ("solacore_tasks_pending", "Background tasks that are due and wait for a worker.", tasks.pending),
            ("solacore_tasks_running", "Background tasks that a worker has begun.", tasks.running),
            ("solacore_tasks_failed", "Background tasks that failed for good, until pruned.", tasks.failed),
            (
                "solacore_tasks_oldest_pending_seconds",
                "How long the first of those that wait is due.",
                oldest,
            ),
        ):
            yield GaugeMetricFamily(name, help_text, value=value)

    def forget(self) -> None:
        """Lets the next scrape ask anew."""
        self._read_at = float("-inf")

    def _stored(self) -> Stored | None:
        if time.monotonic() - self._read_at <= CACHE_SECONDS:
            return self._known
        try:
            self._known = self._question.asked().result(ASK_SECONDS)
        except (DatabaseError, LateError) as error:
            logger.warning("metrics_without_database", error=type(error).__name__)
            return None
        self._read_at = time.monotonic()
        return self._known


stored_collector = StoredCollector()
