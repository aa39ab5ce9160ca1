"""What operators see of recurring jobs, the backup and its drill among them."""

from collections.abc import Iterator
from datetime import datetime

from operations.models import ScheduledJob
from solacore.common.metering.stored import Figure, register_figures
from solacore.common.schedule import registered_jobs


def job_figures(_now: datetime) -> Iterator[Figure]:
    """When each job succeeded last, 0 for never, and how often it has failed since."""
    rows = {row.name: row for row in ScheduledJob.objects.filter(name__in=registered_jobs())}
    for name in registered_jobs():
        row = rows.get(name)
        at = row.succeeded_at.timestamp() if row and row.succeeded_at else 0.0
        failures = row.failures if row else 0
        labels = {"name": name}
        yield Figure(
            "solacore_job_last_success_timestamp_seconds", "When a recurring job succeeded last.", at, labels
        )
        yield Figure(
            "solacore_job_failures", "Failures of a recurring job since its last success.", failures, labels
        )


register_figures(job_figures)
