"""Runs what is due: each job once, whatever the number of processes that look."""

import time
from collections.abc import Iterator
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


def jobs_run_due(groups: set[JobGroup], *, now: datetime) -> list[str]:
    """Runs every job of these groups that is due, one after the other.

    A job that has never run is due at once. One that fails is logged, noted in its row and tried again; the
    others go on.

    Returns:
        The names of the jobs that this call has run.
    """
    jobs = [job for job in registered_jobs().values() if job.group in groups]
    _add_missing(jobs, now)
    return [job.name for job in jobs if _run_if_due(job, now)]


def _add_missing(jobs: list[Job], now: datetime) -> None:
    known = set(ScheduledJob.objects.values_list("name", flat=True))
    ScheduledJob.objects.bulk_create(
        [ScheduledJob(name=job.name, due_at=now) for job in jobs if job.name not in known],
        ignore_conflicts=True,
    )


def _run_if_due(job: Job, now: datetime) -> bool:
    row = ScheduledJob.objects.claim(job.name, now=now, lease=LEASE)
    if row is None:
        return False
    started = time.monotonic()
    with _kept(row):
        try:
            job.work(now)
        except Exception as error:
            logger.exception("scheduled_job_failed", job=job.name)
            row.fail(every=job.every, error=type(error).__name__, now=_after(now, started))
            return True
    row.succeed(every=job.every, now=_after(now, started))
    return True


def _after(now: datetime, started: float) -> datetime:
    return now + timedelta(seconds=time.monotonic() - started)


@contextmanager
def _kept(row: ScheduledJob) -> Iterator[None]:
    """Renews the claim for as long as the work lasts."""
    thread = PeriodicThread("lease", lambda: row.renew(timezone.now() + LEASE), seconds=RENEW_SECONDS)
    thread.start()
    try:
        yield
    finally:
        thread.stop()
