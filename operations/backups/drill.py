"""Proves that the newest backup can be restored."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from operations.backups import DRILL_JOB
from operations.backups.database import RESTORE_LOCK, alone, scratch_name
from operations.backups.errors import BackupError
from operations.backups.files import Backup, existing
from operations.backups.restoring import restored
from operations.models import ScheduledJob


def backup_drill(*, now: datetime, say: Callable[[str], None]) -> Backup:
    """Restores the newest backup into a scratch database, compares every table, and drops it.

    Args:
        now: the time that is noted as the last good drill.
        say: takes lines about the progress.

    Returns:
        The backup that came back whole.

    Raises:
        BackupError: when it didn't.
    """
    newest = next(iter(existing(Path(settings.BACKUP_DIR))), None)
    if newest is None:
        raise BackupError(f"There is no backup in {settings.BACKUP_DIR}.")
    manifest = newest.verified()
    with alone(RESTORE_LOCK) as server, restored(server, newest, manifest, scratch_name("drill"), say):
        pass
    ScheduledJob.objects.note_success(DRILL_JOB, now=now)
    return newest
