"""An api process beside its requests: probes while all threads wait, and what is no fit request."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import httpx
import pytest
from django.db import connection, transaction

from solacore.testing.clients import Native
from solacore.testing.locks import until_blocking
from solacore.testing.roles import Role, running_roles
from solacore.testing.threads import Threads

THREADS = 2
# More than threads: some requests are not even begun.
HUNG = 5
PROBE_SECONDS = 3.0


@pytest.fixture(scope="module")
def api(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Role]:
    folder = tmp_path_factory.mktemp("api")
    busy = {
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": str(THREADS),
        "TMPDIR": str(folder),
        "STATIC_ROOT": str(folder),
    }
    with running_roles(folder, {"api": busy}) as roles:
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
            until_blocking(connection, THREADS)
            for _ in range(2 * THREADS):
                assert _probe(api, "/health/live") == 200
                assert _probe(api, "/health/ready") == 200
                assert _probe(api, "/health") == 200
            assert not any(answer.done() for answer in hung)
        assert {answer.result().status_code for answer in hung} == {200}


def test_a_connection_that_says_nothing_holds_no_thread(api: Role) -> None:
    with ExitStack() as stack:
        for _ in range(2 * THREADS):
            stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
        assert httpx.get(f"{api.base_url}/auth/me", timeout=PROBE_SECONDS).status_code == 401


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /marker-path/" + "x" * 9_000, "", 414),
        ("GET /auth/me", "X-Note: marker-value" + "x" * 9_000, 400),
        ("GET /auth/me", "\r\n".join(f"X-Note-{number}: marker-value" for number in range(200)), 400),
        ("GET /auth/me", "marker-value without a colon", 400),
        ("G{T /marker-path?token=marker-value", "", 400),
        ("POST /auth/me", "Transfer-Encoding: marker-value", 400),
    ],
)
def test_what_is_no_fit_request_gets_the_shape_of_errors(
    api: Role, request_line: str, headers: str, status: int
) -> None:
    lines = [f"{request_line} HTTP/1.1", "Host: localhost", *([headers] if headers else []), "", ""]
    with socket.create_connection(("127.0.0.1", api.port), timeout=20) as connection:
        connection.sendall("\r\n".join(lines).encode())
        response = HTTPResponse(connection)
        response.begin()
        body = json.loads(response.read())
    assert (response.status, body["error"]) == (status, "BAD_REQUEST")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Request-ID"] in api.output()
    assert "marker" not in api.output()


def test_an_idle_connection_holds_up_no_end(api: Role) -> None:
    """The last one: the process ends."""
    with httpx.Client() as client:
        assert client.get(f"{api.base_url}/health/live").status_code == 200
        asked = time.monotonic()
        assert api.stop() == 0
    # gunicorn.conf.py gives requests 30 s, and idle connections 5.
    assert time.monotonic() - asked < 20
    for line in api.output().splitlines():
        assert json.loads(line)["level"] in {"info", "warning"}, line
