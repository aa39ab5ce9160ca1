"""Migrations that a live server does not notice."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


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
        name = schema_editor.quote_name(str(self.index.name))
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
