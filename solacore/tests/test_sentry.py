"""What Sentry is told of failures, and what it is never told."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.db import IntegrityError

from accounts import tasks
from solacore.sentry import start_sentry
from solacore.testing.background import run_tasks
from solacore.testing.clients import Native, problem
from solacore.testing.sentry import SentryServer, sentry_server
from solacore.testing.sockets import open_socket
from solacore.tests.production import ROOT
from solve.llm.guide import GuideProvider
from solve.turns import beginning, writing

WRITTEN = "marker-written-words"
QUERY = "marker-query-token"
HEADER = "marker-header"
COOKIE = "marker-cookie"
BODY = "marker-body-Harbor7"
MARKERS = (WRITTEN, QUERY, HEADER, COOKIE, BODY)
REQUEST_ID = "req-7f3a-sentry"


@pytest.fixture
def sentry() -> Iterator[SentryServer]:
    with sentry_server() as server:
        start_sentry(dsn=server.dsn, environment="tests", release="1.2.3", traces_sample_rate=1.0)
        try:
            yield server
        finally:
            sentry_sdk.get_client().close(timeout=2)
            sentry_sdk.get_global_scope().set_client(None)


def _explode(*_args: Any, **_kwargs: Any) -> None:
    private = [WRITTEN]
    raise ValueError(f"invalid words: {private[0]}")


def _keeps_to_itself(sentry: SentryServer, person: Native) -> None:
    sentry_sdk.flush(5)
    everything = "\n".join(sentry.envelopes)
    assert everything
    for private in (*MARKERS, person.email, person.access, person.fingerprint, person.user["id"]):
        assert private not in everything


def _frames(event: dict[str, Any]) -> set[str]:
    return {frame["function"] for frame in event["exception"]["values"][-1]["stacktrace"]["frames"]}


def test_a_request_that_fails(sentry: SentryServer, person: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.services.sign_in.SignInAttempt", _explode)
    response = person.http.post(
        f"/auth/login?token={QUERY}",
        json={"email": person.email, "password": BODY, "device_fingerprint": person.fingerprint},
        headers={
            "X-Request-ID": REQUEST_ID,
            "User-Agent": HEADER,
            "Cookie": f"access_token={COOKIE}",
            "Authorization": f"Bearer {person.access}",
            "baggage": f"sentry-user_segment={HEADER}",
            "sentry-trace": f"{'1' * 32}-{'2' * 16}-1",
        },
    )
    assert problem(response) == (500, "INTERNAL_ERROR")
    event = sentry.wait_for("event", request_id=REQUEST_ID)
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert event["exception"]["values"][-1]["value"] == ""
    assert (event["tags"]["route"], event["release"], event["environment"]) == (
        "/auth/login",
        "solacore@1.2.3",
        "tests",
    )
    assert event["request"] == {"method": "POST"}
    assert {"post", "_explode"} <= _frames(event)
    timed = sentry.wait_for("transaction", transaction="/auth/login")
    assert timed["contexts"]["trace"]["op"] == "http.server"
    _keeps_to_itself(sentry, person)


def test_the_timing_of_a_request_shows_its_queries_without_values(
    sentry: SentryServer, person: Native
) -> None:
    person.get(f"/sessions/{person.start()}?include_messages=true&q={QUERY}")
    timed = sentry.wait_for("transaction", transaction="/sessions/{session_id}")
    queries = [span["description"] for span in timed["spans"] if span["op"].startswith("db")]
    assert any("solve_sessions" in query for query in queries)
    _keeps_to_itself(sentry, person)


def test_an_address_that_nobody_knows_is_not_named(sentry: SentryServer, person: Native) -> None:
    person.get(f"/reset/{QUERY}")
    sentry.wait_for("transaction", transaction="/")
    _keeps_to_itself(sentry, person)


def test_a_message_that_can_t_be_taken(
    sentry: SentryServer, person: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = person.start()
    monkeypatch.setattr(beginning, "budget_require", _explode)
    response = person.post(
        f"/sessions/{session_id}/messages",
        json={"content": WRITTEN, "step": "receive"},
        headers={"X-Request-ID": REQUEST_ID},
    )
    assert response.status_code == 500
    event = sentry.wait_for("event", request_id=REQUEST_ID)
    assert event["tags"]["route"] == "/sessions/{session_id}/messages"
    _keeps_to_itself(sentry, person)


def test_a_stream_that_fails_after_its_headers(
    sentry: SentryServer, person: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = person.start()
    monkeypatch.setattr(GuideProvider, "stream", _explode)
    with person.http.stream(
        "POST",
        f"/sessions/{session_id}/messages",
        json={"content": WRITTEN, "step": "receive"},
        headers=person.headers(Accept="text/event-stream", **{"X-Request-ID": REQUEST_ID}),
    ) as response:
        assert "event: error" in response.read().decode()
    event = sentry.wait_for("event", request_id=REQUEST_ID)
    assert {"turn_write", "_explode"} <= _frames(event)
    assert event["tags"]["route"] == "/sessions/{session_id}/messages"
    _keeps_to_itself(sentry, person)


def test_a_reply_that_postgresql_refuses(
    sentry: SentryServer, person: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_args: Any) -> None:
        raise IntegrityError(f"Failing row contains ({WRITTEN})")

    session_id = person.start()
    monkeypatch.setattr(writing, "STORE_RETRIES", ())
    monkeypatch.setattr(writing._completions, "do", refuse)
    assert person.send(session_id, WRITTEN)[-1].name == "error"
    event = sentry.wait_for("event", route="/sessions/{session_id}/messages")
    assert event["exception"]["values"][-1]["type"] == "IntegrityError"
    _keeps_to_itself(sentry, person)


def test_a_socket_whose_turn_fails(
    sentry: SentryServer, person: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = person.start()
    monkeypatch.setattr(GuideProvider, "stream", _explode)
    with open_socket(person, session_id) as opened:
        opened.say(content=WRITTEN)
        assert opened.turn()[-1].name == "error"
    event = sentry.wait_for("event", route="ws/sessions/<id:session_id>")
    assert {"turn_write", "_explode"} <= _frames(event)
    _keeps_to_itself(sentry, person)


def test_a_task_that_fails(sentry: SentryServer, person: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    run_tasks()
    monkeypatch.setattr(tasks, "compose", _explode)
    person.post("/auth/forgot-password", json={"email": person.email})
    run_tasks()
    event = sentry.wait_for("event", transaction="send_password_reset")
    assert {"send_password_reset", "_explode"} <= _frames(event)
    sentry.wait_for("transaction", transaction="send_password_reset")
    _keeps_to_itself(sentry, person)


def test_a_command_that_fails(sentry: SentryServer) -> None:
    """`spectacular` needs no servers; what it is given is what somebody typed."""
    done = subprocess.run(
        [sys.executable, "manage.py", "spectacular", "--file", f"/nowhere/{WRITTEN}/openapi.yaml"],
        cwd=ROOT,
        env={"PATH": "/usr/bin", "DEBUG": "true", "SENTRY_DSN": sentry.dsn, "SENTRY_ENVIRONMENT": "tests"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    event = sentry.wait_for("event", transaction="manage.py spectacular")
    assert event["exception"]["values"][-1]["type"] == "FileNotFoundError"
    assert WRITTEN not in "\n".join(sentry.envelopes)


def test_without_a_dsn_nothing_begins() -> None:
    start_sentry(dsn="", environment="tests", release="1.2.3", traces_sample_rate=1.0)
    assert not sentry_sdk.get_client().is_active()
