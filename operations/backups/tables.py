"""What a database holds, in figures that a restored copy can be compared by."""

from collections.abc import Callable
from typing import TypedDict

from psycopg import sql

from operations.backups.database import Session


class TableFigures(TypedDict):
    """A table's number of rows, and a checksum that doesn't depend on their order."""

    rows: int
    checksum: str


# Partitions count, the tables above them don't; what an extension made comes back with the extension.
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
"""
# The sum of the two halves of each row's MD5: the same on every version of PostgreSQL and in any order.
_FIGURES = """
SELECT count(*),
       coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint::numeric), 0)::text || ':' ||
       coalesce(sum(('x' || right(hash, 16))::bit(64)::bigint::numeric), 0)::text
FROM (SELECT md5(t::text) AS hash FROM ONLY {table} AS t) AS hashes
"""
# What the text of a row depends on.
_TEXT_FORM = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "search_path": "pg_catalog",
}

Seen = Callable[[str, int, int], None]


def table_names(opened: Session) -> list[tuple[str, str]]:
    """Schema and name of every table that is ours."""
    return [(str(schema), str(name)) for schema, name in opened.execute(_TABLES)]


def measure(opened: Session, seen: Seen) -> dict[str, TableFigures]:
    """The figures of all tables; in a transaction, those of its snapshot.

    Args:
        opened: a connection to the database.
        seen: called after each table with its name, its number and the number of all.
    """
    for name, value in _TEXT_FORM.items():
        opened.execute("SELECT set_config(%s, %s, false)", [name, value])
    names = table_names(opened)
    figures: dict[str, TableFigures] = {}
    for number, (schema, name) in enumerate(names, start=1):
        row = opened.execute(sql.SQL(_FIGURES).format(table=sql.Identifier(schema, name))).fetchone()
        assert row is not None
        figures[f"{schema}.{name}"] = TableFigures(rows=int(row[0]), checksum=str(row[1]))
        seen(f"{schema}.{name}", number, len(names))
    return figures


def differences(expected: dict[str, TableFigures], found: dict[str, TableFigures]) -> list[str]:
    """How two databases differ, a sentence for each table."""
    problems = [f"The table {name} is missing." for name in expected if name not in found]
    problems += [f"The table {name} should not be there." for name in found if name not in expected]
    for name in expected.keys() & found.keys():
        before, after = expected[name], found[name]
        if before["rows"] != after["rows"]:
            problems.append(f"The table {name} has {after['rows']} rows instead of {before['rows']}.")
        elif before["checksum"] != after["checksum"]:
            problems.append(f"The table {name} has other contents.")
    return sorted(problems)
