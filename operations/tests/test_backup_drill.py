"""The proof that the newest backup can be restored: `manage.py backup_drill`."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from operations.backups import DRILL_JOB
from operations.backups.database import address, major_version, session
from operations.backups.drill import backup_drill
from operations.backups.files import Backup
from operations.backups.programs import environment, find
from operations.models import ScheduledJob
from operations.tests.scratch import databases, execute
from operations.tests.test_backup import take
from operations.tests.test_restore import sign


def drilled_at() -> datetime | None:
    row = ScheduledJob.objects.filter(name=DRILL_JOB).first()
    return row.succeeded_at if row else None


def dump_without(backup: Backup, table: str) -> None:
    """Replaces the dump by one that lacks a table."""
    with session(backup.verified().database) as opened:
        program = find("pg_dump", major_version(opened))
    where, secret = address(backup.verified().database)
    command = [program, "--format=custom", f"--exclude-table={table}", f"--file={backup.dump}", where]
    subprocess.run(command, check=True, env=environment(secret))
    sign(backup)


def test_a_good_backup_passes_and_leaves_no_database(scratch: str) -> None:
    backup = take()
    now = timezone.now()
    assert backup_drill(now=now, say=lambda _: None) == backup
    assert drilled_at() == now
    assert databases() == [scratch]


def test_it_is_the_newest_that_is_tried(scratch: str) -> None:
    take(timezone.now() - timedelta(days=1))
    execute("INSERT INTO people (name) VALUES ('new')")
    newest = take()
    assert backup_drill(now=timezone.now(), say=lambda _: None) == newest


def test_a_dump_that_lacks_a_table_is_caught(scratch: str) -> None:
    backup = take()
    dump_without(backup, "diary")
    before = drilled_at()
    with pytest.raises(CommandError, match=r"public\.diary is missing"):
        call_command("backup_drill")
    assert drilled_at() == before
    assert databases() == [scratch]


def test_a_damaged_backup_is_caught(scratch: str) -> None:
    backup = take()
    backup.dump.write_bytes(backup.dump.read_bytes()[:-100])
    with pytest.raises(CommandError, match="damaged"):
        call_command("backup_drill")


def test_no_backup_at_all_is_a_failure(scratch: str, folder: Path) -> None:
    with pytest.raises(CommandError, match="no backup"):
        call_command("backup_drill")
