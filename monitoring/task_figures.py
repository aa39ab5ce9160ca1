"""The queue of background tasks in figures."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Count, Min, Q, When
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from solacore.common.metering.stored import Figure, register_figures


def task_figures(now: datetime) -> Iterator[Figure]:
    """What waits, runs and has failed; failed tasks are there until they are pruned."""
    # A task without a time to wait for has one in the year 9999.
    due_since = Case(When(run_after__lte=now, then="run_after"), default="enqueued_at")
    waiting = DBTaskResult.objects.ready().aggregate(count=Count("pk"), oldest=Min(due_since))
    begun = DBTaskResult.objects.filter(status__in=(TaskResultStatus.RUNNING, TaskResultStatus.FAILED))
    counts = begun.aggregate(
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    age = (now - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0.0
    yield Figure("solacore_tasks_pending", "Background tasks that are due.", waiting["count"])
    yield Figure("solacore_tasks_oldest_pending_seconds", "For how long the first of them has been due.", age)
    yield Figure("solacore_tasks_running", "Background tasks that were begun.", counts["running"])
    yield Figure("solacore_tasks_failed", "Background tasks that have failed for good.", counts["failed"])


register_figures(task_figures)
