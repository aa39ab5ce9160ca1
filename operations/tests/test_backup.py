"""Taking a backup: `manage.py backup`."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from operations.backups import BACKUP_JOB
from operations.backups.errors import BackupError, BackupRunningError
from operations.backups.files import Backup, existing
from operations.backups.taking import backup_take
from operations.models import ScheduledJob
from operations.tests.scratch import execute, figures
from solacore.testing.threads import Threads

WAIT_SECONDS = 30


def take(now: datetime | None = None) -> Backup:
    return backup_take(now=now or timezone.now(), say=lambda _: None)


def succeeded_at() -> datetime | None:
    row = ScheduledJob.objects.filter(name=BACKUP_JOB).first()
    return row.succeeded_at if row else None


def test_it_leaves_a_dump_a_manifest_and_their_checksums(scratch: str, folder: Path) -> None:
    backup = take()
    assert sorted(folder.iterdir()) == sorted(backup.files)
    assert backup.dump.stat().st_mode & 0o077 == 0
    listed = [line.split("  ") for line in backup.checksums.read_text().splitlines()]
    assert [name for _, name in listed] == [backup.dump.name, backup.manifest.name]
    for digest, name in listed:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert backup.verified().tables == figures()
    assert backup.verified().tables["public.diary"]["rows"] == 200


def test_it_shows_its_progress(scratch: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup")
    shown = capsys.readouterr().out
    for word in ("public.diary: table 2 of 3 measured", "public.people: table 3 of 3", "Wrote", ".dump"):
        assert word in shown


def test_the_time_of_the_last_success_is_noted(scratch: str, settings: Settings) -> None:
    now = timezone.now()
    take(now)
    assert succeeded_at() == now
    settings.PG_BIN = "/nowhere"
    with pytest.raises(BackupError, match="PG_BIN"):
        take(now + timedelta(days=1))
    assert succeeded_at() == now


def test_an_attempt_that_fails_leaves_no_file(scratch: str, folder: Path, settings: Settings) -> None:
    folder.mkdir()
    (folder / "solacore-20200101T000000.000000Z.dump.partial").write_text("half")
    settings.BACKUP_AGE_RECIPIENTS = ["age1nonsense"]
    with pytest.raises(CommandError, match="BACKUP_AGE_RECIPIENTS"):
        call_command("backup")
    assert list(folder.iterdir()) == []


def test_through_a_pooler_it_is_refused(scratch: str, folder: Path, settings: Settings) -> None:
    settings.DATABASE_TRANSACTION_POOLING = True
    with pytest.raises(CommandError, match="session of their own"):
        call_command("backup")
    assert not folder.exists()


def test_a_folder_that_can_t_be_written_is_named(scratch: str, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.BACKUP_DIR = str(tmp_path / "file")
    with pytest.raises(BackupError, match="BACKUP_DIR"):
        take()


def test_dump_and_manifest_are_of_one_moment_whatever_is_written_meanwhile(scratch: str) -> None:
    def write(line: str) -> None:
        execute("INSERT INTO people (name) VALUES ('late'); DELETE FROM diary WHERE id % 7 = 0")

    before = figures()
    assert backup_take(now=timezone.now(), say=write).verified().tables == before
    assert figures() != before


def test_of_two_at_once_one_runs(scratch: str, folder: Path) -> None:
    is_running, may_end = threading.Event(), threading.Event()

    def wait(_: str) -> None:
        is_running.set()
        assert may_end.wait(WAIT_SECONDS)

    with Threads(1) as threads:
        threads.submit(backup_take, now=timezone.now(), say=wait)
        assert is_running.wait(WAIT_SECONDS)
        try:
            with pytest.raises(BackupRunningError):
                take()
        finally:
            may_end.set()
    assert len(existing(folder)) == 1
    take()
    assert len(existing(folder)) == 2


def test_old_ones_go_but_never_the_newest_few(scratch: str, folder: Path, settings: Settings) -> None:
    settings.BACKUP_RETENTION_DAYS, settings.BACKUP_RETENTION_COPIES = 10, 3
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for day in (0, 1, 2, 3):
        take(start + timedelta(days=day))
    assert len(existing(folder)) == 4
    taken = take(start + timedelta(days=12, seconds=1))
    days = [backup.taken_at.day for backup in existing(folder)]
    assert days == [13, 4, 3]
    assert len(list(folder.iterdir())) == 3 * len(taken.files)
    for backup in existing(folder):
        backup.verified()
