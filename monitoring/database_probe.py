"""The connection by which the health checks ask PostgreSQL: outside the pool, and kept open.

From the pool it would wait behind the requests: a process that is merely busy would be taken out of service,
and its share of the requests would make the next one busy.
"""

import atexit
import select
from typing import Any

import psycopg
from django.db import connection as default_connection

# Seconds; milliseconds for TCP_USER_TIMEOUT: a PostgreSQL whose machine is gone never says so.
CONNECT_SECONDS = 2
_SILENT_MS = 2_000


class DatabaseProbe:
    """One connection, opened when it is needed. Asked by one thread at a time."""

    def __init__(self) -> None:
        """Starts without a connection."""
        self._connection: psycopg.Connection[Any] | None = None

    def ask(self) -> None:
        """Asks for a row, over a new connection if the old one no longer works.

        Raises:
            psycopg.Error: PostgreSQL can't be used.
        """
        if self._connection is not None:
            try:
                self._connection.execute("SELECT 1")
                return
            except psycopg.Error:
                self.close()
                self._connection = self._connect()
                _renew_pool()
        else:
            self._connection = self._connect()
        self._connection.execute("SELECT 1")

    def was_cut(self) -> bool:
        """Whether PostgreSQL has closed the connection, or said something unasked; costs no round trip."""
        kept = self._connection
        if kept is None or kept.closed:
            return True
        poll = select.poll()
        poll.register(kept.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Closes the connection."""
        kept, self._connection = self._connection, None
        if kept is not None:
            kept.close()

    def _connect(self) -> psycopg.Connection[Any]:
        params = default_connection.get_connection_params()
        params.pop("cursor_factory", None)
        params |= {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": _SILENT_MS,
            "application_name": "solacore health",
            "autocommit": True,
        }
        return psycopg.connect(**params)


def _renew_pool() -> None:
    """Has the pool look through its connections, which are as old as the one that had to be replaced."""
    pool = default_connection.pool  # type: ignore[attr-defined]  # of the PostgreSQL backend
    if pool is not None and not pool.closed:
        pool.check()


database_probe = DatabaseProbe()
atexit.register(database_probe.close)
