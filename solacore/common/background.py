"""Background tasks that are tried again. Django's tasks API has no retries of its own."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, cast

import structlog
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from prometheus_client import Counter

P = ParamSpec("P")

logger = structlog.get_logger(__name__)

TASKS = Counter(
    "solacore_tasks_total",
    "Runs of background tasks, by what came of them: done, postponed or failed.",
    ["task", "outcome"],
)


def retried(
    *, on: type[Exception], delays: Sequence[timedelta]
) -> Callable[[Callable[P, None]], Task[P, None]]:
    """Makes a task of a function, like `django_tasks.task`; a failure puts it back into the queue.

    The task runs at most `len(delays) + 1` times. Enqueue it inside the transaction of the change
    that causes it: a rolled-back change then leaves no task. Its arguments are stored as JSON, in clear.

    Args:
        on: the failure that may pass; any other one ends the task at once, as does the last of these.
        delays: how long to wait before the second run, the third, and so on.
    """

    def decorate(function: Callable[P, None]) -> Task[P, None]:
        for possible in ("done", "postponed", "failed"):
            TASKS.labels(function.__name__, possible)

        @wraps(function)
        def run(*args: Any, attempt: int = 1, **kwargs: Any) -> None:
            outcome = "failed"
            try:
                function(*args, **kwargs)
                outcome = "done"
            except on as error:
                if attempt > len(delays):
                    raise
                delay = delays[attempt - 1]
                later = queued.using(run_after=timezone.now() + delay)
                later.enqueue(*args, attempt=attempt + 1, **kwargs)
                outcome = "postponed"
                logger.warning(
                    "task_postponed",
                    task=function.__name__,
                    attempt=attempt,
                    seconds=delay.total_seconds(),
                    reason=str(error),
                )
            finally:
                TASKS.labels(function.__name__, outcome).inc()

        queued = task(run)
        return cast(Task[P, None], queued)

    return decorate
