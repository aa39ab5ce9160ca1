"""Brings a backup back: into a database of its own, compared with the manifest, then put in place of ours."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from operations.backups.database import (
    RESTORE_LOCK,
    Session,
    address,
    alone,
    database_name,
    drop,
    exists,
    major_version,
    scratch_name,
    session,
)
from operations.backups.encryption import Cipher, cipher_of
from operations.backups.errors import BackupError
from operations.backups.files import Backup, Manifest
from operations.backups.programs import environment, find
from operations.backups.tables import differences, measure, table_names

Say = Callable[[str], None]

# Attempts to rename databases between two connections of somebody else.
_ATTEMPTS = 5
_CREATE = "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"


def backup_restore(dump: Path, *, force: bool, now: datetime, say: Say) -> None:
    """Replaces the database by what a backup holds, if all of it came back.

    Until then nothing of the present database is touched. One that holds tables is not dropped but renamed.

    Args:
        dump: the backup's file, any of the three.
        force: also when the database is not empty.
        now: the time, for the name of the replaced database.
        say: takes lines about the progress.

    Raises:
        BackupError: when nothing was changed, and why.
    """
    backup = Backup.of(dump)
    manifest = backup.verified()
    with alone(RESTORE_LOCK) as server:
        is_empty = _is_empty(server)
        if not (is_empty or force):
            raise BackupError(
                f"The database {database_name()} is not empty. "
                "With --force it is replaced, and kept under another name."
            )
        with restored(server, backup, manifest, scratch_name("restoring"), say) as copy:
            with session(copy) as opened:
                opened.execute("ANALYZE")
            replaced = scratch_name("replaced", f"{now:%Y%m%d%H%M%S}")
            _put_in_place(server, copy, replaced)
        if is_empty:
            drop(server, replaced)
        else:
            say(f"What was there before is the database {replaced}. Drop it when it is of no more use.")


@contextmanager
def restored(server: Session, backup: Backup, manifest: Manifest, name: str, say: Say) -> Iterator[str]:
    """A database with the backup's contents, as the manifest has them; gone afterwards, unless renamed.

    Args:
        server: a connection that holds RESTORE_LOCK: one that was left under this name is dropped.
        backup: whose checksums are right.
        manifest: the backup's.
        name: of the database.
        say: takes lines about the progress.

    Raises:
        BackupError: when not all came back.
    """
    _refuse_newer(server, manifest)
    drop(server, name)
    _create(server, name, manifest)
    try:
        say(f"Restoring {backup.dump.name} into the database {name} ...")
        _run_pg_restore(backup.dump, cipher_of(backup.dump), name, major_version(server))
        with session(name) as opened:
            found = measure(
                opened, lambda table, number, total: say(f"{table}: table {number} of {total} compared.")
            )
        if problems := differences(manifest.tables, found):
            raise BackupError("\n".join(["Not all came back.", *problems]))
        yield name
    finally:
        drop(server, name)


def _refuse_newer(server: Session, manifest: Manifest) -> None:
    theirs = manifest.server_version // 10_000
    if theirs > major_version(server):
        raise BackupError(
            f"The backup is of PostgreSQL {theirs}, this server is {major_version(server)}: use a newer one."
        )


def _is_empty(server: Session) -> bool:
    if not exists(server, database_name()):
        return True
    with session(database_name()) as opened:
        return not table_names(opened)


def _create(server: Session, name: str, manifest: Manifest) -> None:
    locale = manifest.encoding, manifest.collation, manifest.character_type
    statement = sql.SQL(_CREATE).format(sql.Identifier(name), *map(sql.Literal, locale))
    try:
        server.execute(statement)
    except psycopg.Error as error:
        raise BackupError(f"The database {name} can't be made: {str(error).strip()}") from error


def _run_pg_restore(dump: Path, cipher: Cipher, database: str, major: int) -> None:
    where, secret = address(database)
    command = [
        find("pg_restore", major),
        "--exit-on-error",
        # Other roles than ours need not exist here.
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--dbname={where}",
    ]
    with (
        dump.open("rb") as file,
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(secret)
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stderr is not None
        try:
            cipher.decrypt(file, process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # pg_restore has given up and says why
        except BaseException:
            process.kill()
            raise
        complaint = process.stderr.read().decode(errors="replace").strip()
        if process.wait():
            raise BackupError(f"pg_restore failed: {complaint}")


def _put_in_place(server: Session, copy: str, replaced: str) -> None:
    """Gives the copy the database's name, and the database another one, both or neither."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _exchange(server, copy, replaced)
        except psycopg.errors.ObjectInUse as error:
            # Somebody has connected again just now.
            if attempt == _ATTEMPTS:
                raise BackupError("The database is in use: stop the servers, then try again.") from error
        else:
            return


def _exchange(server: Session, copy: str, replaced: str) -> None:
    name = database_name()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    is_there = exists(server, name)
    for database in (copy, name):
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [database]
        )
    with server.transaction():
        if is_there:
            server.execute(rename.format(sql.Identifier(name), sql.Identifier(replaced)))
        server.execute(rename.format(sql.Identifier(copy), sql.Identifier(name)))
