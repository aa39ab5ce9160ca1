"""Tests that hold a lock until somebody waits for it."""

import time
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

WAIT_SECONDS = 15.0
# pg_locks, unlike pg_stat_activity, is read anew by each statement of a transaction.
_BLOCKED = """
    SELECT count(DISTINCT pid) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


def until_blocking(holder: BaseDatabaseWrapper | psycopg.Connection[Any], count: int = 1) -> None:
    """Waits until so many others wait for what the open transaction of this connection holds."""
    deadline = time.monotonic() + WAIT_SECONDS
    waiting = 0
    while waiting < count:
        assert time.monotonic() < deadline, f"{waiting} wait instead of {count}"
        with holder.cursor() as cursor:
            cursor.execute(_BLOCKED)
            row = cursor.fetchone()
        waiting = row[0] if row else 0
