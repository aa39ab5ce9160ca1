"""Background tasks, run by a test when it wants them run."""

from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def run_tasks() -> None:
    """Runs every task that is due, those that these enqueue included, in the test's own thread."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    ).run()


def make_postponed_tasks_due() -> int:
    """Ends the wait of every postponed task; answers how many there were."""
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__gt=timezone.now(), run_after__year__lt=9999
    )
    return waiting.update(run_after=timezone.now())
