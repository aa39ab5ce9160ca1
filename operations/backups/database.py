"""How backups reach PostgreSQL: apart from Django's pool, and to databases that Django does not know."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import conninfo, sql

from operations.backups.errors import BackupError, BackupRunningError
from solacore.common.database import NEED_A_SESSION

# Where databases are made and renamed from; every PostgreSQL has it.
MAINTENANCE_DATABASE = "postgres"
# PostgreSQL's limit for names, in bytes (NAMEDATALEN - 1).
LONGEST_NAME = 63
# Of pg_try_advisory_lock: "backup" and "restore" as bytes.
BACKUP_LOCK = int.from_bytes(b"backup")
RESTORE_LOCK = int.from_bytes(b"restore")

_NAMES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
# Of OPTIONS, what is Django's and not libpq's.
_NOT_LIBPQ = {"pool", "isolation_level", "prepare_threshold", "server_side_binding", "assume_role"}

Session = psycopg.Connection[tuple[Any, ...]]


def database_name() -> str:
    """The database of this deployment."""
    return str(connection.settings_dict["NAME"])


def parameters(database: str) -> dict[str, str]:
    """The connection parameters, as libpq names them, of a database on our server."""
    given = connection.settings_dict
    options = {name: str(value) for name, value in given["OPTIONS"].items() if name not in _NOT_LIBPQ}
    names = {name: str(given[key]) for name, key in _NAMES.items() if given[key]}
    return {**options, **names, "dbname": database}


def address(database: str) -> tuple[str, dict[str, str]]:
    """The same for PostgreSQL's programs: a connection string, and the password in the environment."""
    given = parameters(database)
    password = given.pop("password", "")
    return conninfo.make_conninfo("", **given), {"PGPASSWORD": password} if password else {}


@contextmanager
def session(database: str) -> Iterator[Session]:
    """A connection in autocommit.

    Raises:
        BackupError: when there is no such database or server.
    """
    try:
        opened = psycopg.connect(conninfo.make_conninfo("", **parameters(database)), autocommit=True)
    except psycopg.OperationalError as error:
        raise BackupError(f"PostgreSQL can't be reached: {str(error).strip()}") from error
    with opened:
        yield opened


@contextmanager
def alone(lock: int) -> Iterator[Session]:
    """A connection to the maintenance database that holds a lock, until its process dies at the latest.

    Raises:
        BackupRunningError: when somebody else holds it.
        BackupError: when there is a pooler in between, to whose next client the lock would belong.
    """
    if settings.DATABASE_TRANSACTION_POOLING:
        raise BackupError(f"Backups {NEED_A_SESSION}")
    with session(MAINTENANCE_DATABASE) as opened:
        # Per database of ours, several of which may live on a server.
        key = [lock, database_name()]
        row = opened.execute("SELECT pg_try_advisory_lock(%s # hashtext(%s))", key).fetchone()
        if row is None or not row[0]:
            raise BackupRunningError("Another one is at work; nothing was done.")
        try:
            yield opened
        finally:
            # The server notices the end of a connection in its own time: the next one may come before that.
            with suppress(psycopg.OperationalError):
                opened.execute("SELECT pg_advisory_unlock(%s # hashtext(%s))", key)


def major_version(opened: Session) -> int:
    """The server's major version, such as 15."""
    return opened.info.server_version // 10_000


def exists(opened: Session, database: str) -> bool:
    """Whether the server has this database."""
    return opened.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount > 0


def drop(opened: Session, database: str) -> None:
    """Drops a database, if it is there, with whatever uses it."""
    opened.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def scratch_name(purpose: str, suffix: str = "") -> str:
    """The name of a database beside ours."""
    tail = f"_{purpose}{suffix and '_'}{suffix}"
    return database_name()[: LONGEST_NAME - len(tail)] + tail
