"""A small database of a test's own, which stands in for that of the deployment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from operations.backups.database import MAINTENANCE_DATABASE, database_name, drop, session
from operations.backups.tables import TableFigures, measure

_CONTENTS = """
CREATE SCHEMA IF NOT EXISTS extra;
CREATE TABLE people (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, made timestamptz);
CREATE TABLE diary (
  id bigserial PRIMARY KEY, person uuid REFERENCES people, words jsonb, raw bytea, size float8);
CREATE TABLE extra."Odd ""name" (id int);
CREATE INDEX ON diary (person);
INSERT INTO people (name, made)
  SELECT 'person ' || n, timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 200) n;
INSERT INTO diary (person, words, raw, size)
  SELECT id, jsonb_build_object('text', repeat(name, 20)), decode(md5(name), 'hex'), random() FROM people;
"""


@contextmanager
def scratch_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Makes the database and has `operations.backups` work on it."""
    # The pool of the other tests has its addresses by now.
    connection.ensure_connection()
    name = f"{database_name()}_{os.urandom(4).hex()}"
    with session(MAINTENANCE_DATABASE) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        monkeypatch.setitem(connection.settings_dict, "NAME", name)
        with session(name) as opened:
            opened.execute(_CONTENTS)
        try:
            yield name
        finally:
            for left in databases():
                drop(server, left)


def databases() -> list[str]:
    """The databases of this test on the server."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1"
    with session(MAINTENANCE_DATABASE) as server:
        return [str(name) for (name,) in server.execute(query, [database_name()])]


def figures() -> dict[str, TableFigures]:
    """What the database holds now."""
    with session(database_name()) as opened:
        return measure(opened, lambda *_: None)


def execute(statement: str) -> None:
    """Changes the database."""
    with session(database_name()) as opened:
        opened.execute(statement)


def drop_database() -> None:
    """Loses it."""
    with session(MAINTENANCE_DATABASE) as server:
        drop(server, database_name())
