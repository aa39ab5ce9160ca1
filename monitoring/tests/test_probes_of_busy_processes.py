"""Probes of an api process all of whose threads wait for PostgreSQL."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from django.db import connection, transaction

from solacore.testing.clients import Native
from solacore.testing.roles import Role, running_roles
from solacore.testing.threads import Threads

THREADS = 2
# More than threads: some requests are not even begun.
HUNG = 5
PROBE_SECONDS = 3.0


@pytest.fixture
def api(database: None, tmp_path: Path) -> Iterator[Role]:
    busy = {"WEB_CONCURRENCY": "1", "WEB_THREADS": str(THREADS), "TMPDIR": str(tmp_path)}
    with running_roles(tmp_path, {"api": busy}) as roles:
        yield roles["api"]


def _probe(api: Role, path: str) -> int:
    return httpx.get(f"{api.base_url}{path}", timeout=PROBE_SECONDS).status_code


def test_requests_that_hang_hang_no_probe(api: Role) -> None:
    person = Native(api.base_url)
    assert person.register().status_code == 201
    with Threads(HUNG) as threads:
        with transaction.atomic(), connection.cursor() as cursor:
            # Every request looks here for its session.
            cursor.execute("LOCK TABLE active_sessions IN ACCESS EXCLUSIVE MODE")
            hung = [threads.submit(person.again().get, "/auth/me") for _ in range(HUNG)]
            _until_waiting(THREADS)
            for _ in range(2 * THREADS):
                assert _probe(api, "/health/live") == 200
                assert _probe(api, "/health/ready") == 200
                assert _probe(api, "/health") == 200
            assert not any(answer.done() for answer in hung)
        assert {answer.result().status_code for answer in hung} == {200}


def _until_waiting(count: int) -> None:
    query = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE NOT granted AND datname = current_database()"
    )
    with connection.cursor() as cursor:
        waiting = 0
        while waiting < count:
            cursor.execute(query)
            waiting = cursor.fetchone()[0]


def test_a_connection_that_says_nothing_holds_no_thread(api: Role) -> None:
    with ExitStack() as stack:
        for _ in range(2 * THREADS):
            stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
        assert httpx.get(f"{api.base_url}/auth/me", timeout=PROBE_SECONDS).status_code == 401
