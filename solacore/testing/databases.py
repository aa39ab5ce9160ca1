"""The database of one test run: a name of its own, so that two runs on one server don't meet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import psycopg
from django.db import connection, connections
from django.test.utils import setup_databases
from psycopg import sql

from solacore.testing.own_stores import template_name


@contextmanager
def test_database() -> Iterator[None]:
    """Makes and migrates the database of this run, and drops it with whatever still uses it."""
    prefix = f"test_{connection.settings_dict['NAME']}_"
    server = _server()
    _drop_left_over(server, prefix)
    name = f"{prefix}{os.getpid()}"
    connection.settings_dict["TEST"] |= {"NAME": name, "TEMPLATE": template_name()}
    setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        yield
    finally:
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
        _drop(server, name)


def _server() -> dict[str, str]:
    """How to reach the server's own database."""
    given = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {"dbname": "postgres"} | {name: str(given[key]) for name, key in names.items() if given[key]}


def _drop(server: dict[str, str], name: str) -> None:
    with psycopg.connect(**server, autocommit=True) as session:  # type: ignore[arg-type]  # any conninfo
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_left_over(server: dict[str, str], prefix: str) -> None:
    """Drops the databases of runs on this machine that were killed."""
    with psycopg.connect(**server, autocommit=True) as session:  # type: ignore[arg-type]  # any conninfo
        rows = session.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        names = [str(name) for (name,) in rows]
    for name in names:
        pid = name.removeprefix(prefix)
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            _drop(server, name)
