"""Takes a backup: one snapshot of the database, dumped and measured at the same time."""

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from operations.backups import BACKUP_JOB, remote
from operations.backups.database import (
    BACKUP_LOCK,
    Session,
    address,
    alone,
    database_name,
    major_version,
    session,
)
from operations.backups.encryption import Cipher, chosen_cipher
from operations.backups.errors import BackupError
from operations.backups.files import Backup, Manifest, expire, remove_drafts
from operations.backups.programs import environment, find
from operations.backups.tables import measure
from operations.models import ScheduledJob

Say = Callable[[str], None]

# Seconds that pg_dump waits for a table which somebody else has locked, such as a migration.
_LOCK_SECONDS = 60

_DATABASE = "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = %s"


def backup_take(*, now: datetime, say: Say) -> Backup:
    """Dumps the database to BACKUP_DIR, uploads it where one is named, and deletes what has had its time.

    Args:
        now: the time, for the name and for the retention.
        say: takes lines about the progress.

    Raises:
        BackupRunningError: when another one is at work.
        BackupError: when there is no backup, or it could not be uploaded; it stays on the disk then.
    """
    folder = Path(settings.BACKUP_DIR)
    with alone(BACKUP_LOCK):
        _prepare(folder)
        backup = _dump(folder, now, say)
        if remote.is_configured():
            remote.upload(backup, say)
        for old in expire(
            folder, now=now, days=settings.BACKUP_RETENTION_DAYS, copies=settings.BACKUP_RETENTION_COPIES
        ):
            say(f"Deleted {old.dump.name}, which is older than {settings.BACKUP_RETENTION_DAYS} days.")
    ScheduledJob.objects.note_success(BACKUP_JOB, now=now)
    return backup


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_drafts(folder)
    except OSError as error:
        raise BackupError(f"BACKUP_DIR ({folder}) can't be used: {error.strerror}.") from error


def _dump(folder: Path, now: datetime, say: Say) -> Backup:
    cipher = chosen_cipher()
    backup = Backup.named(folder, now.astimezone(UTC), cipher.suffix)
    try:
        with session(database_name()) as opened:
            opened.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            manifest = _write(opened, cipher, backup, now, say)
        backup.complete(manifest)
    except OSError as error:
        raise BackupError(f"The backup can't be written: {error.strerror}.") from error
    finally:
        backup.draft.unlink(missing_ok=True)
    say(f"Wrote {backup.dump} ({_megabytes(backup.dump)}, {len(manifest.tables)} tables).")
    return backup


def _write(opened: Session, cipher: Cipher, backup: Backup, now: datetime, say: Say) -> Manifest:
    """Writes the draft in a thread while this one measures the tables in the same snapshot."""
    row = opened.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    with ThreadPoolExecutor(1, thread_name_prefix="pg_dump") as threads:
        dumping = threads.submit(_run_pg_dump, str(row[0]), major_version(opened), cipher, backup.draft)

        def seen(table: str, number: int, total: int) -> None:
            say(f"{table}: table {number} of {total} measured, {_megabytes(backup.draft)} written.")

        manifest = _measured(opened, now, seen)
        dumping.result()
    return manifest


def _measured(opened: Session, now: datetime, seen: Callable[[str, int, int], None]) -> Manifest:
    row = opened.execute(_DATABASE, [database_name()]).fetchone()
    assert row is not None
    encoding, collation, character_type = (str(value) for value in row)
    return Manifest(
        taken_at=now.astimezone(UTC).isoformat(),
        app_version=settings.APP_VERSION,
        database=database_name(),
        server_version=opened.info.server_version,
        encoding=encoding,
        collation=collation,
        character_type=character_type,
        tables=measure(opened, seen),
    )


def _run_pg_dump(snapshot: str, major: int, cipher: Cipher, target: Path) -> None:
    where, secret = address(database_name())
    command = [
        find("pg_dump", major),
        "--format=custom",
        f"--snapshot={snapshot}",
        f"--lock-wait-timeout={_LOCK_SECONDS}s",
        "--no-password",
        f"--dbname={where}",
    ]
    with (
        open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,  # noqa: PTH123 - the mode
        subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(secret)
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            cipher.encrypt(process.stdout, file)
        except BaseException:
            process.kill()
            raise
        complaint = process.stderr.read().decode(errors="replace").strip()
        if process.wait():
            raise BackupError(f"pg_dump failed: {complaint}")
        file.flush()
        os.fsync(file.fileno())


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB" if path.exists() else "nothing"
