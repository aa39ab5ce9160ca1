"""When each recurring job ran last, and how that went."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

# After a failure a job is tried again after 5 minutes, then 10, 20, ..., and at least once in its interval.
FIRST_RETRY = timedelta(minutes=5)
_MOST_DOUBLINGS = 20


def next_slot(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first time after now that lies whole intervals after `due_at`.

    So a job keeps its time of day, and however many runs were missed, one makes up for them.
    """
    return due_at + (max(now - due_at, timedelta()) // every + 1) * every


class ScheduledJobQuerySet(models.QuerySet["ScheduledJob"]):
    """What may be done to a job's row by several processes at once: each is one statement."""

    def claim(self, name: str, *, now: datetime, lease: timedelta) -> "ScheduledJob | None":
        """Takes a job that is due and that nobody is doing.

        Args:
            name: which one.
            now: the time.
            lease: for how long nobody else may take it, unless it is renewed.

        Returns:
            The job with the `run_id` that holds the lease, or None.
        """
        run_id = uuid.uuid4()
        due = Q(due_at__lte=now) & (Q(retry_at=None) | Q(retry_at__lte=now))
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        claimed = self.filter(due, free, name=name).update(
            run_id=run_id, lease_until=now + lease, started_at=now
        )
        return self.get(name=name) if claimed else None

    def note_success(self, name: str, *, now: datetime) -> None:
        """Notes a success, however the work was started."""
        done = {"succeeded_at": now, "failures": 0, "error": ""}
        self.update_or_create(name=name, defaults=done, create_defaults={**done, "due_at": now})


class ScheduledJob(models.Model):
    """A recurring job: `solacore.common.schedule` says what it does, this row when."""

    name = models.CharField(max_length=64, primary_key=True)
    due_at = models.DateTimeField()
    # After a failure: not before this time, though it is due.
    retry_at = models.DateTimeField(null=True, blank=True)
    # Of the run that holds the lease, if any.
    run_id = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    # In a row, since the last success.
    failures = models.PositiveIntegerField(default=0)
    # The class of the last failure; its text could hold what must not be stored.
    error = models.CharField(max_length=100, blank=True, default="")

    objects = ScheduledJobQuerySet.as_manager()

    class Meta:
        db_table = "scheduled_jobs"

    def __str__(self) -> str:
        return self.name

    def renew(self, until: datetime) -> bool:
        """Keeps the claim; answers whether it was still held."""
        return bool(self._held().update(lease_until=until))

    def succeed(self, *, every: timedelta, now: datetime) -> None:
        """Ends the run: the job is due again in its next slot."""
        self._held().update(
            **self._ended(), due_at=next_slot(self.due_at, every, now), succeeded_at=now, failures=0, error=""
        )

    def fail(self, *, every: timedelta, error: str, now: datetime) -> None:
        """Ends the run: the job is tried again, later after each failure."""
        wait = min(every, FIRST_RETRY * 2 ** min(self.failures, _MOST_DOUBLINGS))
        ended = self._ended() | {"retry_at": now + wait}
        self._held().update(**ended, failed_at=now, failures=F("failures") + 1, error=error[:100])

    def _held(self) -> ScheduledJobQuerySet:
        return ScheduledJob.objects.filter(name=self.name, run_id=self.run_id)

    @staticmethod
    def _ended() -> dict[str, datetime | None]:
        return {"run_id": None, "lease_until": None, "retry_at": None}
