"""`manage.py tasks`: how many background tasks wait, run and have failed, and which; tries those again."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from solacore.common.task_leases import task_retry


class Command(BaseCommand):
    help = "Counts background tasks by their state and lists those that have failed for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", metavar="ID|all", help="puts failed ones back into the queue")

    def handle(self, *_args: Any, retry: str | None, **_options: Any) -> None:
        if retry:
            self._retry(retry)
        counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
        for status in TaskResultStatus:
            self.stdout.write(f"{status.value.lower()}: {counts.get(status.value, 0)}")
        for task in DBTaskResult.objects.failed().order_by("finished_at"):
            ended = f"{task.finished_at:%Y-%m-%dT%H:%M:%SZ}" if task.finished_at else "–"
            # Not what it said, nor its arguments: those are for the back office.
            cause = task.exception_class_path or task.traceback
            self.stdout.write(f"{task.pk}  {ended}  {task.task_path}  {cause}")

    def _retry(self, which: str) -> None:
        failed = DBTaskResult.objects.failed()
        if which != "all":
            failed = failed.filter(pk=_id(which))
            if not failed.exists():
                raise CommandError(f"No task {which} has failed.")
        for task in failed:
            task_retry(task)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise CommandError(f"{text} is no task's id.") from None
