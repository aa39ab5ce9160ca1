"""What the apps hold of a person, so that it can be handed out and erased as a whole.

`accounts` exports and erases accounts, but only each app knows its own tables: it registers them here
from its `AppConfig.ready()`.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

# Rows that are read at a time.
CHUNK_ROWS = 500

Eraser = Callable[[uuid.UUID], None]


@dataclass(frozen=True, slots=True)
class ExportSection:
    """A part of an account's export: a person's rows in one table.

    Attributes:
        name: its key in the export.
        rows_of: the person's rows by the person's id, in the order of the export.
        withheld: columns that are not handed out: secrets, and the server's own bookkeeping.
        is_single: whether a person has one row at most; the section is that row then, or null.
        waiting_rows_of: rows of another table, with the same columns, that are on their way into this one.
    """

    name: str
    rows_of: Callable[[uuid.UUID], QuerySet[Any]]
    withheld: frozenset[str] = frozenset()
    is_single: bool = False
    waiting_rows_of: Callable[[uuid.UUID], QuerySet[Any]] | None = None

    def read(self, user_id: uuid.UUID) -> Iterator[dict[str, Any]]:
        """The rows with every column that is the person's; call it in a transaction.

        There a cursor of the server reads them in chunks, behind PgBouncer as well.
        """
        rows = self.rows_of(user_id)
        fields = rows.model._meta.concrete_fields
        handed_out = [field.attname for field in fields if field.attname not in self.withheld]
        yield from rows.values(*handed_out).iterator(chunk_size=CHUNK_ROWS)
        if self.waiting_rows_of is not None:
            yield from self.waiting_rows_of(user_id).values(*handed_out).iterator(chunk_size=CHUNK_ROWS)


_sections: dict[str, ExportSection] = {}
_erasers: list[Eraser] = []
_erasers_under_lock: list[Eraser] = []
_last_erasers: list[Eraser] = []


def register_export(section: ExportSection) -> None:
    """Adds a section to every export."""
    _sections[section.name] = section


def register_eraser(eraser: Eraser, *, under_lock: bool = False) -> None:
    """Adds what must be done when an account is erased, beyond the cascade of its rows.

    An eraser gets the person's id, inside the erasure's transaction, before the person's own row is
    locked and deleted, and again if the transaction has to be repeated. It deletes rows that no cascade
    reaches or that have to be locked in an order of their own; it enqueues a task for what needs the
    network; it leaves what can't be rolled back to `transaction.on_commit(…, robust=True)`.

    Args:
        eraser: what is done.
        under_lock: do it when the person's row is locked, so that nobody who locks it as well can add to
            what the eraser finds.
    """
    (_erasers_under_lock if under_lock else _erasers).append(eraser)


def register_last_eraser(eraser: Eraser) -> None:
    """Adds what must be deleted when the person's own row is gone, in the same transaction.

    That is for rows that refer to the person without a foreign key: by then everybody has ended who held
    a row of the person and wrote another one besides.
    """
    _last_erasers.append(eraser)


def export_sections() -> tuple[ExportSection, ...]:
    """Every section of an export."""
    return tuple(_sections.values())


def erasers() -> tuple[Eraser, ...]:
    """What runs before the person's own row is locked."""
    return tuple(_erasers)


def erasers_under_lock() -> tuple[Eraser, ...]:
    """What runs when it is locked, before it is deleted."""
    return tuple(_erasers_under_lock)


def last_erasers() -> tuple[Eraser, ...]:
    """What runs when it is gone."""
    return tuple(_last_erasers)
