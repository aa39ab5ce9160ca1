"""What PostgreSQL tells of itself, as far as our own role may see it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from solacore.common.metering.stored import Figure, register_figures

# PostgreSQL 15, "The Cumulative Statistics System". Of other roles' sessions only the number is seen.
_ASK = """
SELECT
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
    current_setting('max_connections')::int,
    (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity
        WHERE datname = current_database() AND state IS NOT NULL AND backend_type = 'client backend'),
    pg_database_size(current_database()),
    deadlocks, xact_commit, xact_rollback, blks_hit, blks_read
FROM pg_stat_database WHERE datname = current_database()
"""
_NAMES = (
    ("connections", "Connections to our database."),
    ("connections_limit", "Connections that PostgreSQL allows in all."),
    ("longest_transaction_seconds", "Age of the oldest open transaction."),
    ("size_bytes", "Size of our database."),
    ("deadlocks", "Deadlocks since its statistics began."),
    ("commits", "Transactions committed since its statistics began."),
    ("rollbacks", "Transactions rolled back since its statistics began."),
    ("blocks_hit", "Blocks found in memory since its statistics began."),
    ("blocks_read", "Blocks read from outside its memory since its statistics began."),
)


def postgresql_figures(_now: datetime) -> Iterator[Figure]:
    """Its connections, transactions and size."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        row = cursor.fetchone()
    for (name, description), value in zip(_NAMES, row, strict=True):
        yield Figure(f"solacore_postgresql_{name}", description, float(value))


register_figures(postgresql_figures)
