"""Background tasks that are tried again. Django's tasks API has no retries of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, cast

import sentry_sdk
import structlog
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from prometheus_client import Counter

P = ParamSpec("P")

logger = structlog.get_logger(__name__)


class TaskOutcome(StrEnum):
    """What came of one run of a task."""

    DONE = "done"
    POSTPONED = "postponed"
    FAILED = "failed"


TASKS = Counter("solacore_tasks_total", "Runs of background tasks, by outcome.", ["task", "outcome"])


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
        name = function.__name__
        for outcome in TaskOutcome:
            TASKS.labels(name, outcome)

        @wraps(function)
        def run(*args: Any, attempt: int = 1, **kwargs: Any) -> None:
            with _watched(name) as this:
                try:
                    function(*args, **kwargs)
                except on as error:
                    if attempt > len(delays):
                        raise
                    delay = delays[attempt - 1]
                    later = queued.using(run_after=timezone.now() + delay)
                    later.enqueue(*args, attempt=attempt + 1, **kwargs)
                    this.outcome = TaskOutcome.POSTPONED
                    logger.warning(
                        "task_postponed",
                        task=name,
                        attempt=attempt,
                        seconds=delay.total_seconds(),
                        reason=str(error),
                    )

        queued = task(run)
        return cast(Task[P, None], queued)

    return decorate


@dataclass
class _Run:
    """A run of a task, which is done unless something else is noted."""

    outcome: TaskOutcome = TaskOutcome.DONE


@contextmanager
def _watched(name: str) -> Iterator[_Run]:
    """Counts the run of a task in the block, times it for Sentry, and logs a failure."""
    run = _Run()
    with (
        sentry_sdk.isolation_scope(),
        sentry_sdk.start_transaction(op="queue.task", name=name, source="task"),
    ):
        try:
            yield run
        except Exception as error:
            run.outcome = TaskOutcome.FAILED
            logger.exception("task_failed", task=name, error=type(error).__name__)
            raise
        finally:
            TASKS.labels(name, run.outcome).inc()
