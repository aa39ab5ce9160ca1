"""`manage.py migrate` beside a live server."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands.migrate import Command as DjangosCommand
from django.db import connection, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from psycopg import errors, sql
from pytest_django import Settings

from operations.backups.database import database_name, session
from solacore.common.migrations import AddForeignIndexRetriably, AddIndexRetriably, hurried, unhurried
from solacore.management.commands import migrate


@pytest.fixture
def table() -> Iterator[str]:
    """A table of the test's own."""
    name = f"t_{uuid.uuid4().hex[:8]}"
    with session(database_name()) as opened:
        opened.execute(f"CREATE TABLE {name} (id int)")
        yield name
        opened.execute(f"DROP TABLE {name}")


class Altering:
    """Stands in for Django's part of the command: a migration that needs a table for itself."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.attempts = 0

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.attempts += 1
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {self.table} ADD COLUMN c{uuid.uuid4().hex[:6]} int")


def limits() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        lock, statement = cursor.fetchone()
    return lock, statement


def test_limits_hold_within_and_not_after(settings: Settings) -> None:
    settings.MIGRATION_LOCK_SECONDS, settings.MIGRATION_STATEMENT_SECONDS = 1.5, 7
    before = limits()
    with hurried(connection):
        assert limits() == ("1500ms", "7s")
        with unhurried(connection):
            assert limits() == ("0", "0")
        assert limits() == ("1500ms", "7s")
    assert limits() == before


def test_a_locked_table_is_left_to_its_holder_and_tried_again(
    table: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MIGRATION_LOCK_SECONDS = 0.05
    alter = Altering(table)
    monkeypatch.setattr(DjangosCommand, "handle", alter.handle)
    with session(database_name()) as holder:
        holder.execute("BEGIN")
        holder.execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        monkeypatch.setattr("time.sleep", lambda _: holder.execute("COMMIT"))
        call_command("migrate", verbosity=0)
    assert alter.attempts == 2


def test_it_gives_up_and_says_so(table: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MIGRATION_LOCK_SECONDS = 0.01
    alter = Altering(table)
    monkeypatch.setattr(DjangosCommand, "handle", alter.handle)
    monkeypatch.setattr("time.sleep", lambda _: None)
    with session(database_name()) as holder:
        holder.execute("BEGIN")
        holder.execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        with pytest.raises(CommandError, match="locked"):
            call_command("migrate", verbosity=0)
    assert alter.attempts == migrate.ATTEMPTS
    assert limits()[0] == "0"


def test_a_second_one_waits_for_the_first(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alter = Altering(table)
    monkeypatch.setattr(DjangosCommand, "handle", alter.handle)
    looks: list[int] = []
    with session(database_name()) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [migrate._LOCK])

        def look(_seconds: float) -> None:
            assert alter.attempts == 0
            looks.append(1)
            if len(looks) == 2:
                first.execute("SELECT pg_advisory_unlock(%s)", [migrate._LOCK])

        monkeypatch.setattr("time.sleep", look)
        call_command("migrate", verbosity=0)
        assert alter.attempts == 1
        # And it lets go of the lock itself.
        row = first.execute("SELECT pg_try_advisory_lock(%s)", [migrate._LOCK]).fetchone()
        assert row == (True,)


def applied(operation: Operation) -> None:
    """Does what a migration with this operation does."""
    editor = connection.schema_editor(atomic=False)
    assert isinstance(editor, BaseDatabaseSchemaEditor)
    with hurried(connection), editor:
        operation.database_forwards("solve", editor, ProjectState(), ProjectState())


def test_an_index_has_no_limits(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []

    def look(*_args: Any) -> None:
        seen.append(limits())

    monkeypatch.setattr(migrations.AddIndex, "database_forwards", look)
    monkeypatch.setattr("django.contrib.postgres.operations.AddIndexConcurrently.database_forwards", look)
    applied(AddIndexRetriably("thing", models.Index(fields=["id"], name=f"{table}_index")))
    assert seen == [("0", "0")]


def test_an_index_on_a_table_of_another_app_has_no_limits(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []
    execute = BaseDatabaseSchemaEditor.execute

    def look(editor: BaseDatabaseSchemaEditor, statement: str, params: Any = ()) -> None:
        seen.append(limits())
        execute(editor, statement, params)

    monkeypatch.setattr(type(connection.schema_editor()), "execute", look)
    applied(AddForeignIndexRetriably(f"{table}_index", f"{table} (id)"))
    assert seen == [("0", "0")] * 2


def test_an_index_on_a_table_of_another_app_replaces_what_a_failed_attempt_left(table: str) -> None:
    index = f"{table}_index"
    with session(database_name()) as opened:
        opened.execute(sql.SQL("INSERT INTO {} VALUES (1), (1)").format(sql.Identifier(table)))
        with pytest.raises(errors.UniqueViolation):
            opened.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} (id)")
        look = "SELECT indisvalid, pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid = %s::regclass"
        row = opened.execute(look, [index]).fetchone()
        assert row is not None
        assert not row[0]
        for _ in range(2):
            applied(AddForeignIndexRetriably(index, f"{table} (id) WHERE id > 0"))
        row = opened.execute(look, [index]).fetchone()
    assert row is not None
    is_valid, definition = row
    assert is_valid
    assert definition.endswith(f"{index} ON public.{table} USING btree (id) WHERE (id > 0)")
    assert "UNIQUE" not in definition


def test_through_a_pooler_of_transactions_there_is_nothing_to_do_or_nothing_done(settings: Settings) -> None:
    settings.DATABASE_TRANSACTION_POOLING = True
    call_command("migrate", verbosity=0)
    recorder = MigrationRecorder(connection)
    newest = MigrationLoader(connection).graph.leaf_nodes("operations")[0]
    recorder.record_unapplied(*newest)
    try:
        with pytest.raises(CommandError, match="session of their own"):
            call_command("migrate", verbosity=0)
    finally:
        recorder.record_applied(*newest)


def test_a_cursor_of_the_server_lives_in_a_transaction_only() -> None:
    with connection.chunked_cursor() as cursor:
        assert not hasattr(cursor, "name")
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        assert cursor.name
