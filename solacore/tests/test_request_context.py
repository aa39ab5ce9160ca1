"""Request ids, trailing slashes and the line in the log."""

import json
import logging
import uuid
from collections.abc import Iterator

import httpx
import pytest

from solacore.testing.clients import Native


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, object]]]:
    """The lines of the request log, as they are made from now on."""
    found: list[dict[str, object]] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()})

    handler = Handler()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_sane_id_comes_back(server: str) -> None:
    response = httpx.get(f"{server}/health/live", headers={"X-Request-ID": "req-7f3a-checkout"})
    assert response.headers["X-Request-ID"] == "req-7f3a-checkout"


@pytest.mark.parametrize("given", ["x" * 65, "a b", "<script>", ""])
def test_any_other_is_replaced(server: str, given: str) -> None:
    response = httpx.get(f"{server}/health/live", headers={"X-Request-ID": given})
    assert uuid.UUID(response.headers["X-Request-ID"])


def test_a_trailing_slash_makes_no_difference(person: Native) -> None:
    assert person.get("/auth/me/").json() == person.user
    assert person.post("/sessions/").status_code == 201


def test_one_line_a_request_without_what_was_said(person: Native, lines: list[dict[str, object]]) -> None:
    session_id = person.start()
    marker = "my-most-private-sentence"
    person.send(session_id, marker)
    person.post("/auth/login", json={"email": person.email, "password": marker})
    requests = [line for line in lines if line.get("event") == "request"]
    routes = [(line["method"], line["route"], line["status"]) for line in requests]
    assert ("POST", "sessions", 201) in routes
    assert ("POST", "sessions/<id:session_id>/messages", 200) in routes
    mine = next(line for line in requests if line["route"] == "sessions")
    assert mine["user_id"] == person.user["id"]
    assert isinstance(mine["duration_ms"], float)
    everything = json.dumps(lines, default=str)
    assert marker not in everything
    assert person.access not in everything
    assert session_id not in everything
