"""What the apps clear away in time (`manage.py prune`). Each registers it from its `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

# Rows that are changed in one transaction, so that none is locked for long.
BATCH_ROWS = 1000

Pruning = Callable[[datetime], int]

_prunings: dict[str, Pruning] = {}


def register_pruning(what: str, pruning: Pruning) -> None:
    """Adds something to be cleared away.

    Args:
        what: its name in the output of `manage.py prune`.
        pruning: gets the time and answers how many rows it has cleared away; it can be repeated.
    """
    _prunings[what] = pruning


def prunings() -> Mapping[str, Pruning]:
    """Everything that is cleared away, by its name."""
    return MappingProxyType(_prunings)


def in_batches(rows: QuerySet[Any], change: Callable[[QuerySet[Any]], int]) -> int:
    """Changes rows in batches, each in a short transaction; answers how many.

    Args:
        rows: what to change. Each batch asks for it again, so that a row that has changed meanwhile
            stays as it is.
        change: changes or deletes the rows that it gets, in one statement, and answers how many.
    """
    changed = 0
    remaining = rows.order_by("pk")
    while ids := list(remaining.values_list("pk", flat=True)[:BATCH_ROWS]):
        changed += change(rows.filter(pk__in=ids))
        remaining = remaining.filter(pk__gt=ids[-1])
    return changed


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Deletes rows that no others depend on in batches; answers how many."""
    return in_batches(rows, lambda batch: batch.delete()[0])
