"""Writing many rows in one statement."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def rows_update(instances: Sequence[M], fields: Sequence[str]) -> None:
    """Stores these fields of existing rows of one model, with an array for each column.

    Django's `bulk_update` builds a condition for each field of each row: for the ends of thirty replies that
    is most of a turn's cost again.

    Args:
        instances: the rows, each once; their keys say which they are.
        fields: the fields to store, by name.
    """
    if not instances:
        return
    meta = type(instances[0])._meta
    columns = [cast(Any, meta.get_field(name)) for name in (meta.pk.name, *fields)]
    names = [connection.ops.quote_name(str(field.column)) for field in columns]
    arrays = ", ".join(f"%s::{_array_type(field)}" for field in columns)
    assignments = ", ".join(f"{name} = new.{name}" for name in names[1:])
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            # Made of the model's own names only.
            f"UPDATE {table} SET {assignments} FROM unnest({arrays}) AS new ({', '.join(names)})"  # noqa: S608
            f" WHERE {table}.{names[0]} = new.{names[0]}",
            [[_stored(field, instance) for instance in instances] for field in columns],
        )


def _array_type(field: Any) -> str:
    # Without its length: a cast would cut what is too long for its column, where an assignment refuses it.
    return str(field.db_type(connection)).partition("(")[0] + "[]"


def _stored(field: Any, instance: models.Model) -> Any:
    return field.get_db_prep_save(getattr(instance, field.attname), connection)
