"""The PostgreSQL and Redis of a server that a test starts on a data folder of its own.

Those are embedded in the folder, unless tools/test_scaled_out.py runs the tests: then each folder has a
database of its own behind the run's PgBouncer, and the run's Redis Cluster.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from environ import Env
from psycopg import sql

from solacore import embedded

# Set by tools/test_scaled_out.py: a migrated database, past PgBouncer, of which the tests' are copies.
TEMPLATE_URL = "SCALED_OUT_TEMPLATE_URL"

Session = psycopg.Connection[tuple[Any, ...]]


def is_scaled_out() -> bool:
    """Whether the tests run through PgBouncer and on a Redis Cluster."""
    return TEMPLATE_URL in os.environ


def template_name() -> str | None:
    """The database that the tests' own are copies of; None where there is none."""
    return os.environ[TEMPLATE_URL].rpartition("/")[2] if is_scaled_out() else None


def own_stores(data: Path) -> dict[str, str]:
    """The settings by which a server on this folder finds what is not embedded in it."""
    if not is_scaled_out():
        return {}
    return {
        "DATABASE_URL": named(os.environ["DATABASE_URL"], _database_of(data)),
        "DATABASE_TRANSACTION_POOLING": "true",
        "REDIS_URL": os.environ["REDIS_URL"],
    }


def own_direct_stores(data: Path) -> dict[str, str]:
    """The same for what needs a session of PostgreSQL, such as a backup: past PgBouncer."""
    if not is_scaled_out():
        return {}
    return {
        "DATABASE_URL": named(os.environ[TEMPLATE_URL], _database_of(data)),
        "REDIS_URL": os.environ["REDIS_URL"],
    }


def production_stores(data: Path) -> dict[str, str]:
    """The same for a server without DEBUG, which embeds nothing: the folder's servers run before it."""
    if is_scaled_out():
        return own_stores(data)
    embedded.ensure_running(data, say=lambda _: None)
    return {"DATABASE_URL": embedded.postgres_url(data), "REDIS_URL": embedded.redis_url(data)}


def own_database(data: Path) -> Session:
    """A connection of the test's own to the folder's database, in autocommit."""
    return connected(own_direct_stores(data).get("DATABASE_URL") or embedded.postgres_url(data))


def connected(url: str) -> Session:
    """A connection in autocommit to what DATABASE_URL may name."""
    given = Env.db_url_config(url)
    return psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], dbname=given["NAME"], autocommit=True
    )


def named(url: str, database: str) -> str:
    """The address of another database of the same server."""
    return f"{url.rpartition('/')[0]}/{database}"


@cache
def _database_of(data: Path) -> str:
    """The name of the folder's database, which is made at its first use."""
    name = f"folder_{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"
    template = template_name()
    assert template is not None
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with connected(named(os.environ[TEMPLATE_URL], "postgres")) as server:
        server.execute(make)
    return name
