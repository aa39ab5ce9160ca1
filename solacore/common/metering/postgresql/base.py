"""Django's PostgreSQL backend with django-prometheus' metrics, the use of its pool, and its cursors.

django-prometheus' own backend does not fit a pool: it counts each connection that is taken from the pool as a
new one, and makes a new class of cursors each time, some 40 µs of work, and garbage, in every request.
"""

import time
from functools import cache
from typing import Any

from django.db.backends.postgresql import base
from django_prometheus.db import connection_errors_total, connections_total
from django_prometheus.db.common import ExportingCursorWrapper
from prometheus_client import Gauge, Histogram

POOL_IN_USE = Gauge(
    "solacore_database_pool_in_use",
    "Connections to PostgreSQL that are taken from the pool.",
    multiprocess_mode="livesum",
)
POOL_OPEN = Gauge(
    "solacore_database_pool_open",
    "Connections to PostgreSQL in the pool, as of the last time that one was taken.",
    multiprocess_mode="livesum",
)
POOL_LIMIT = Gauge(
    "solacore_database_pool_limit",
    "Connections that the pool may open.",
    multiprocess_mode="livesum",
)
POOL_WAIT = Histogram(
    "solacore_database_pool_wait_seconds",
    "Time until a connection was taken from the pool.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10),
)

# One class of cursors for each database instead of one for each connection that is taken.
_metered_cursor = cache(ExportingCursorWrapper)


class DatabaseWrapper(base.DatabaseWrapper):
    """See the module."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with cursors that count and time their queries."""
        params = super().get_connection_params()
        params["cursor_factory"] = _metered_cursor(params["cursor_factory"], self.alias, self.vendor)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Takes a connection from the pool, or opens one."""
        asked = time.monotonic()
        try:
            connection = super().get_new_connection(conn_params)
        except Exception:
            connection_errors_total.labels(self.alias, self.vendor).inc()
            raise
        POOL_WAIT.observe(time.monotonic() - asked)
        POOL_IN_USE.inc()
        pool = self.pool  # type: ignore[attr-defined]  # django-stubs know of no pool
        if pool:
            POOL_OPEN.set(pool.get_stats()["pool_size"])
            POOL_LIMIT.set(pool.max_size)
        return connection

    def chunked_cursor(self) -> Any:
        """A cursor of the server inside a transaction, and a plain one outside.

        Outside it would outlive its transaction, on a connection that PgBouncer has given to somebody else.
        """
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()

    def _configure_connection(self, connection: Any) -> bool:
        # Called once for each connection that is opened, with a pool and without.
        connections_total.labels(self.alias, self.vendor).inc()
        return bool(super()._configure_connection(connection))  # type: ignore[misc]

    def _close(self) -> None:
        was_taken = self.connection is not None
        super()._close()  # type: ignore[misc]
        if was_taken:
            POOL_IN_USE.dec()
