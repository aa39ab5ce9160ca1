"""GET /auth/sessions and DELETE /auth/sessions/{id}."""

import uuid
from typing import Any

from django.test import Client

from solacore.testing.clients import Native, NativeFactory, problem


def test_live_sessions_newest_first(person: Native, native: NativeFactory) -> None:
    again = native(person.fingerprint)
    again.login(person.email)
    gone = native(person.fingerprint)
    gone.login(person.email)
    gone.post("/auth/logout")
    sessions = person.get("/auth/sessions").json()
    assert len(sessions) == 2
    assert set(sessions[0]) == {"id", "device_id", "created_at", "expires_at", "is_current"}
    assert [session["is_current"] for session in sessions] == [False, True]
    assert sessions[0]["created_at"] > sessions[1]["created_at"]


def test_revoking_takes_effect_on_the_next_request(person: Native, native: NativeFactory) -> None:
    other = native(person.fingerprint)
    other.login(person.email)
    newest = person.get("/auth/sessions").json()[0]["id"]
    assert person.request("DELETE", f"/auth/sessions/{newest}").status_code == 204
    assert problem(other.get("/auth/me")) == (401, "SESSION_REVOKED")
    assert person.get("/auth/me").status_code == 200
    assert problem(person.request("DELETE", f"/auth/sessions/{newest}")) == (404, "SESSION_NOT_FOUND")


def test_what_is_not_one_s_own(person: Native, outsider: Native) -> None:
    theirs = outsider.get("/auth/sessions").json()[0]["id"]
    for session_id in (theirs, str(uuid.uuid4()), "17"):
        assert problem(person.request("DELETE", f"/auth/sessions/{session_id}")) == (404, "SESSION_NOT_FOUND")
    assert outsider.get("/auth/me").status_code == 200


def test_not_without_a_token(native: NativeFactory) -> None:
    assert problem(native().get("/auth/sessions")) == (401, "INVALID_TOKEN")


def test_the_number_of_queries_does_not_grow(
    person: Native, native: NativeFactory, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        native(person.fingerprint).login(person.email)
        with django_assert_num_queries(2):
            headers = {"Authorization": f"Bearer {person.access}"}
            assert Client(headers=headers).get("/auth/sessions").status_code == 200
