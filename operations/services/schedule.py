"""Runs what is due: each job once, whatever the number of processes that look."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.utils import timezone

from operations.models import ScheduledJob
from solacore.common.schedule import Job, JobGroup, registered_jobs
from solacore.periodic import PeriodicThread

logger = structlog.get_logger(__name__)

# How long a claim outlives the process that holds it, and how often it is renewed.
LEASE: Final = timedelta(minutes=5)
RENEW_SECONDS: Final = 60.0
# Seconds between two looks at a job.
LOOK_SECONDS: Final = 20.0


def job_run_if_due(job: Job, *, now: datetime) -> bool:
    """Runs a job if it is due and nobody else is doing it.

    One that has never run is due at once. One that fails is logged, noted in its row and tried again.

    Returns:
        Whether this call has run it.
    """
    ScheduledJob.objects.get_or_create(name=job.name, defaults={"due_at": now})
    row = ScheduledJob.objects.claim(job.name, now=now, lease=LEASE)
    if row is None:
        return False
    started = time.monotonic()
    failure = _failure_of(job, row, now)
    ended = now + timedelta(seconds=time.monotonic() - started)
    if failure is None:
        row.succeed(every=job.every, now=ended)
    else:
        row.fail(every=job.every, error=type(failure).__name__, now=ended)
    return True


def jobs_run_due(groups: Collection[JobGroup], *, now: datetime) -> list[str]:
    """Runs every job of these groups that is due, one after the other.

    Returns:
        The names of those that this call has run.
    """
    return [job.name for job in _jobs_of(groups) if job_run_if_due(job, now=now)]


@contextmanager
def running_schedule(groups: Collection[JobGroup]) -> Iterator[None]:
    """Runs the jobs of these groups whenever they are due, beside what runs in the block.

    Each has a thread of its own, so that a long one delays no other.
    """
    threads = [_thread_of(job) for job in _jobs_of(groups)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.stop()


def _jobs_of(groups: Collection[JobGroup]) -> list[Job]:
    return [job for job in registered_jobs().values() if job.group in groups]


def _thread_of(job: Job) -> PeriodicThread:
    return PeriodicThread(job.name, lambda: job_run_if_due(job, now=timezone.now()), seconds=LOOK_SECONDS)


def _failure_of(job: Job, row: ScheduledJob, now: datetime) -> Exception | None:
    """Does the work, keeping the claim for as long as it lasts."""
    keeping = PeriodicThread("lease", lambda: row.renew(timezone.now() + LEASE), seconds=RENEW_SECONDS)
    keeping.start()
    try:
        job.work(now)
    except Exception as error:
        logger.exception("scheduled_job_failed", job=job.name)
        return error
    finally:
        keeping.stop()
    return None
