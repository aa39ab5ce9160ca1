"""Embedded PostgreSQL and Redis in a data folder, for development and tests.

All processes that use a data folder share one pair of servers. The first starts them, the kernel keeps count
(each user holds a lock that it loses with its life), and a supervisor stops them after the last one's end.
"""

from solacore.embedded.addresses import DATABASE, database_settings, postgres_url, redis_url
from solacore.embedded.client import ensure_running
from solacore.embedded.errors import EmbeddedServerError
from solacore.embedded.folder import is_first_start

__all__ = [
    "DATABASE",
    "EmbeddedServerError",
    "database_settings",
    "ensure_running",
    "is_first_start",
    "postgres_url",
    "redis_url",
]
