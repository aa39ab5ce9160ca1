"""Every layer's errors have the one shape, with DEBUG on as well."""

import uuid

import httpx
import pytest
from django.db import DataError, OperationalError
from pytest_django import Settings

from solacore.testing.clients import ORIGIN, Native, problem

UNKNOWN = "6f7ea35a-cb96-4640-bb2a-38a39f98f419"


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_path_that_is_not_there(server: str, settings: Settings, debug: bool, method: str) -> None:
    settings.DEBUG = debug
    assert problem(httpx.request(method, f"{server}/no/such/path")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/auth/login"),
        ("GET", "/auth/register"),
        ("PATCH", "/sessions"),
        ("PUT", f"/sessions/{UNKNOWN}"),
        ("DELETE", f"/sessions/{UNKNOWN}/messages"),
        ("POST", f"/sessions/{UNKNOWN}/messages/{UNKNOWN}/stream"),
        ("GET", f"/sessions/{UNKNOWN}/messages/{UNKNOWN}/stop"),
        ("OPTIONS", "/auth/login"),
        ("PROPFIND", "/auth/login"),
    ],
)
def test_a_method_that_is_not_there(person: Native, method: str, path: str) -> None:
    assert problem(person.request(method, path)) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/auth/refresh"])
@pytest.mark.parametrize(
    "content", [b'{"email": "a', b"hello", b'{"email": "\xff\xfe"}', b"[" * 100_000, b'{"a": NaN}']
)
def test_what_is_no_json(server: str, path: str, content: bytes) -> None:
    response = httpx.post(f"{server}{path}", content=content, headers={"Content-Type": "application/json"})
    assert problem(response) == (400, "MALFORMED_JSON")


@pytest.mark.parametrize("media_type", ["application/xml", "text/plain", "multipart/form-data; boundary=x"])
def test_what_is_no_json_media_type(server: str, media_type: str) -> None:
    response = httpx.post(f"{server}/auth/login", content=b"<a/>", headers={"Content-Type": media_type})
    assert problem(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("media_type", ["application/xml", "application/json", "text/plain", ""])
def test_an_empty_body_is_neither_malformed_nor_unsupported(server: str, media_type: str) -> None:
    response = httpx.post(f"{server}/auth/login", content=b"", headers={"Content-Type": media_type})
    assert problem(response) == (422, "VALIDATION_ERROR")


def test_a_list_where_an_object_belongs(server: str) -> None:
    assert problem(httpx.post(f"{server}/auth/login", json=[1, 2])) == (422, "VALIDATION_ERROR")


def test_a_client_of_streams_gets_json_errors(person: Native) -> None:
    response = person.get(f"/sessions/{UNKNOWN}", headers={"Accept": "text/event-stream"})
    assert problem(response) == (404, "SESSION_NOT_FOUND")


def test_a_body_over_one_megabyte(person: Native) -> None:
    session_id = person.start()
    for path in ("/auth/login", f"/sessions/{session_id}/messages"):
        response = person.post(path, json={"content": "a" * 1_000_001})
        assert problem(response) == (413, "PAYLOAD_TOO_LARGE")
    assert person.messages(session_id) == []


def test_a_chunked_body_over_one_megabyte(server: str) -> None:
    chunks = (b"a" * 100_000 for _ in range(20))
    response = httpx.post(
        f"{server}/auth/login", content=chunks, headers={"Content-Type": "application/json"}
    )
    assert problem(response) == (413, "PAYLOAD_TOO_LARGE")


def test_a_chunked_body_is_read(person: Native) -> None:
    body = (part for part in (b'{"locale"', b': "es"}'))
    response = person.request("POST", "/sessions", content=body, headers={"Content-Type": "application/json"})
    session_id = response.json()["session_id"]
    assert person.get(f"/sessions/{session_id}").json()["locale"] == "es"


def test_a_foreign_host(server: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    response = httpx.get(f"{server}/health/live", headers={"Host": "evil.example"})
    assert problem(response) == (400, "INVALID_HOST")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RuntimeError, (500, "INTERNAL_ERROR")),
        (DataError, (500, "INTERNAL_ERROR")),
        (OperationalError, (503, "UNAVAILABLE")),
    ],
)
def test_a_bug_is_a_500_and_a_database_that_fails_a_503_that_say_nothing(
    person: Native,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    error: type[Exception],
    expected: tuple[int, str],
) -> None:
    def broken(_user_id: uuid.UUID) -> None:
        raise error("the secret of the vault")

    settings.DEBUG = True
    monkeypatch.setattr("solve.api.session_views.sessions_of", broken)
    response = person.get("/sessions", headers={"Origin": ORIGIN})
    assert problem(response) == expected
    assert "vault" not in response.text
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.parametrize("path", ["/auth/me", "/no/such/path", "/sessions/17"])
def test_errors_carry_cors_and_a_request_id(server: str, path: str) -> None:
    response = httpx.get(f"{server}{path}", headers={"Origin": ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert response.headers["X-Request-ID"]


def test_a_foreign_origin_gets_no_cors(server: str) -> None:
    response = httpx.get(f"{server}/health/live", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_preflight_names_the_contract_s_headers(server: str) -> None:
    response = httpx.options(
        f"{server}/sessions",
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    allowed = response.headers["Access-Control-Allow-Headers"]
    for name in ("x-csrf-token", "x-device-fingerprint", "last-event-id", "idempotency-key", "authorization"):
        assert name in allowed
