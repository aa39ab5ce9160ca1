"""Migrations that a live server does not notice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AddIndexRetriably(AddIndexConcurrently):
    """Adds an index while the table is in use, also after an attempt that was cut short.

    PostgreSQL keeps the index of a failed attempt, marked invalid, under its name
    (https://www.postgresql.org/docs/current/sql-createindex.html). A migration that has it must say
    `atomic = False` and do nothing else: what came before it would fail when it is tried again.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Removes what an earlier attempt has left, then adds the index."""
        with _adding(str(self.index.name), schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class AddForeignIndexRetriably(Operation):
    """The same on a table of another app, in whose migrations an index of ours has no place.

    So no model's state knows it, and undoing the migration leaves it where it is.
    """

    def __init__(self, name: str, definition: str) -> None:
        """Args: name: of the index, unquoted. definition: what comes after ON in `CREATE INDEX`."""
        self.name = name
        self.definition = definition

    def state_forwards(self, _app_label: str, _state: ProjectState) -> None:
        """Nothing: the state has the other app's own indexes only."""

    def database_forwards(
        self,
        _app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        _from_state: ProjectState,
        _to_state: ProjectState,
    ) -> None:
        """Removes what an earlier attempt has left, then adds the index."""
        with _adding(self.name, schema_editor):
            schema_editor.execute(f"CREATE INDEX CONCURRENTLY {self.name} ON {self.definition}")

    def database_backwards(
        self,
        _app_label: str,
        _schema_editor: BaseDatabaseSchemaEditor,
        _from_state: ProjectState,
        _to_state: ProjectState,
    ) -> None:
        """Nothing: the code before it doesn't mind the index."""

    def describe(self) -> str:
        """What `migrate --plan` says."""
        return f"Concurrently create index {self.name} on a table of another app"


@contextmanager
def _adding(name: str, schema_editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
    """Takes limits and an earlier attempt's index away, for as long as it takes to add one of that name."""
    with unhurried(schema_editor.connection):
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(name)}")
        yield


@contextmanager
def hurried(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Limits how long statements may wait for a lock, and how long they may run.

    A statement that waits for an exclusive lock has every later one on that table wait behind it.
    """
    limits = {
        "lock_timeout": settings.MIGRATION_LOCK_SECONDS,
        "statement_timeout": settings.MIGRATION_STATEMENT_SECONDS,
    }
    with _limited(connection, limits):
        yield


@contextmanager
def unhurried(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Takes the limits away, for what waits without being in anybody's way."""
    with _limited(connection, {"lock_timeout": 0, "statement_timeout": 0}):
        yield


@contextmanager
def _limited(connection: BaseDatabaseWrapper, limits: Mapping[str, float]) -> Iterator[None]:
    """Sets limits of the session, in seconds, and what was there before again."""
    with connection.cursor() as cursor:
        before = {}
        for name, seconds in limits.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            before[name] = cursor.fetchone()[0]
            cursor.execute("SELECT set_config(%s, %s, false)", [name, f"{round(seconds * 1000)}ms"])
    try:
        yield
    finally:
        # A connection that is gone has taken its settings along.
        if connection.is_usable():
            with connection.cursor() as cursor:
                for name, value in before.items():
                    cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
