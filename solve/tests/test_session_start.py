"""POST /sessions."""

import pytest

from solacore.testing.clients import Native, NativeFactory, problem


def test_a_session_starts_at_the_first_step(person: Native) -> None:
    response = person.post("/sessions", json={"locale": "es-MX"})
    body = response.json()
    assert response.status_code == 201
    assert (body["status"], body["current_step"]) == ("active", "receive")
    assert body["created_at"].endswith("Z")
    assert body["usage"] == {"sessions_used": 1, "sessions_limit": 10, "tier": "free"}
    assert person.get(f"/sessions/{body['session_id']}").json()["locale"] == "es"


def test_without_a_body_the_person_s_own_language_is_used(native: NativeFactory) -> None:
    person = native()
    person.register(locale="zh")
    session_id = person.request("POST", "/sessions").json()["session_id"]
    assert person.get(f"/sessions/{session_id}").json()["locale"] == "zh"


@pytest.mark.parametrize("body", [[1, 2], {"locale": "fr"}, {"locale": 3}, {"locale": None}])
def test_a_bad_body_starts_nothing(person: Native, body: object) -> None:
    assert problem(person.post("/sessions", json=body)) == (422, "VALIDATION_ERROR")
    assert person.get("/sessions").json()["total"] == 0


@pytest.mark.parametrize("fingerprint", ["device-of-nobody", "", "x" * 300])
def test_only_from_one_s_own_device(person: Native, fingerprint: str) -> None:
    response = person.post("/sessions", headers={"X-Device-Fingerprint": fingerprint})
    assert problem(response) == (403, "DEVICE_NOT_FOUND")


def test_somebody_else_s_device_is_not_one_s_own(person: Native, outsider: Native) -> None:
    response = person.post("/sessions", headers={"X-Device-Fingerprint": outsider.fingerprint})
    assert problem(response) == (403, "DEVICE_NOT_FOUND")


def test_nobody_is_let_in_without_a_token(native: NativeFactory) -> None:
    assert problem(native().post("/sessions")) == (401, "INVALID_TOKEN")


def test_the_free_tier_ends_at_ten(person: Native) -> None:
    for _ in range(10):
        person.start()
    response = person.post("/sessions")
    assert problem(response) == (403, "QUOTA_EXCEEDED")
    params = response.json()["params"]
    assert (params["used"], params["limit"], params["tier"]) == (10, 10, "free")
    assert params["upgrade_url"].startswith("http://localhost:3000")
