"""Background tasks of a worker that died: given back, so that another one runs them.

A worker marks the task that it runs, and says every few seconds that it still does. Nothing else tells a
task that takes long from one whose process was killed. So a task may run twice: it has to bear that.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = structlog.get_logger(__name__)

# How long a task stays with a worker that says nothing, and how often a worker says something (seconds).
LEASE: Final = timedelta(seconds=60)
RENEWAL_SECONDS: Final = 10.0
# Runs after which a task is given up: it seems to be what ends its processes.
RUNS_MAX: Final = 5


def lease_renew(task_id: uuid.UUID) -> None:
    """Notes that a task is being run at this moment."""
    DBTaskResult.objects.running().filter(pk=task_id).update(started_at=timezone.now())


@transaction.atomic
def lost_tasks_release(now: datetime) -> int:
    """Puts the tasks of dead workers back into the queue; any number of processes may do so at once.

    Returns:
        How many there were; those that are given up count as failed.
    """
    lost = DBTaskResult.objects.running().filter(started_at__lt=now - LEASE)
    tasks = list(lost.select_for_update(skip_locked=True))
    for task in tasks:
        runs = len(task.worker_ids)
        logger.warning("task_lost", task=task.task_path, task_id=str(task.pk), runs=runs)
        if runs < RUNS_MAX:
            task.status = TaskResultStatus.READY
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, now
            task.traceback = f"Each of the {runs} processes that ran it has ended."
        task.save(update_fields=["status", "finished_at", "traceback"])
    return len(tasks)


def task_retry(task: "DBTaskResult[..., Any]") -> None:
    """Puts a task that has failed back into the queue, with as many runs as a new one has."""
    failed = DBTaskResult.objects.failed().filter(pk=task.pk)
    failed.update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[], traceback=""
    )
