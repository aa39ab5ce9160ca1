"""`manage.py migrate`: Django's, one at a time, and without standing in the way of a live server."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import errors

from solacore.common.database import NEED_A_SESSION
from solacore.common.migrations import hurried

# Seconds between two looks whether another one has ended.
LOOK_SECONDS = 0.5
# Of pg_try_advisory_lock: "migrate" as bytes.
_LOCK = int.from_bytes(b"migrate")
# A migration that did not get its lock is tried again, so often and after so many seconds.
ATTEMPTS = 10
PAUSE_SECONDS = 3.0


class Command(migrate.Command):
    help = (
        f"{migrate.Command.help} Waits for another one that runs. A migration that has no lock within "
        f"MIGRATION_LOCK_SECONDS lets the others go first and is tried again, {ATTEMPTS} times."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if settings.DATABASE_TRANSACTION_POOLING:
            if options.get("app_label") or _is_behind(connection):
                raise CommandError(f"Migrations {NEED_A_SESSION}")
            return
        with _alone(connection):
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with hurried(connection):
                        super().handle(*args, **options)
                except OperationalError as error:
                    if not isinstance(error.__cause__, errors.LockNotAvailable):
                        raise
                    if attempt == ATTEMPTS:
                        raise CommandError("A table is locked by somebody else: try again later.") from error
                    self.stderr.write(f"A table is locked; trying again in {PAUSE_SECONDS:g} s.")
                    time.sleep(PAUSE_SECONDS)
                else:
                    return


def _is_behind(connection: BaseDatabaseWrapper) -> bool:
    """Whether a migration of this release is not applied yet."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _locked(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Waits until no other migration of this database runs, and keeps others waiting."""
    # Asked again and again: waiting inside PostgreSQL would keep a snapshot, which the other one waits for
    # when it builds an index concurrently.
    while not _locked(connection):
        time.sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
