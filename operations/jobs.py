"""The recurring jobs that belong to no single app."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command

from operations.backups import BACKUP_JOB, DRILL_JOB
from solacore.common.housekeeping import prunings
from solacore.common.schedule import Job, JobGroup, register_job


def prune(now: datetime) -> None:
    """Clears away what has had its time."""
    for pruning in prunings().values():
        pruning(now)


def back_up(_now: datetime) -> None:
    """Takes a backup; as a command, so that only its process loads what that needs."""
    call_command("backup")


def drill_backup(_now: datetime) -> None:
    """Proves that the newest backup can be restored."""
    call_command("backup_drill")


register_job(Job("prune", timedelta(days=1), prune))
register_job(Job(BACKUP_JOB, timedelta(hours=settings.BACKUP_EVERY_HOURS), back_up, JobGroup.BACKUP))
register_job(
    Job(DRILL_JOB, timedelta(hours=settings.BACKUP_DRILL_EVERY_HOURS), drill_backup, JobGroup.BACKUP)
)
