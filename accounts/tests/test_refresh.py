"""POST /auth/refresh."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ActiveSession
from solacore.testing.clients import Browser, Native, problem
from solacore.testing.threads import Threads


def _refresh(person: Native, token: str) -> tuple[str, str]:
    response = person.http.post("/auth/refresh", json={"refresh_token": token})
    person.http.cookies.clear()
    assert response.status_code == 200, response.text
    return response.json()["access_token"], response.json()["refresh_token"]


def _refused(person: Native, token: str) -> tuple[int, str]:
    person.http.cookies.clear()
    return problem(person.http.post("/auth/refresh", json={"refresh_token": token}))


def _age_rotation(person: Native, seconds: float) -> None:
    """Moves the last rotation into the past."""
    ActiveSession.objects.filter(user_id=person.user["id"]).update(
        rotated_at=timezone.now() - timedelta(seconds=seconds)
    )


def test_a_native_client_rotates_in_the_body(person: Native) -> None:
    access, refresh = _refresh(person, person.refresh)
    assert refresh != person.refresh
    person.access = access
    assert person.get("/auth/me").status_code == 200


def test_a_browser_rotates_by_cookie_without_a_csrf_token(browser: Browser) -> None:
    browser.enter("/auth/register")
    before = browser.http.cookies["refresh_token"]
    response = browser.http.post("/auth/refresh", headers={"Origin": "http://localhost:3000"})
    assert response.status_code == 200
    assert "access_token" not in response.json()
    assert browser.http.cookies["refresh_token"] != before
    assert browser.get("/auth/me").status_code == 200


def test_only_hashes_are_stored(person: Native) -> None:
    _, refresh = _refresh(person, person.refresh)
    session = ActiveSession.objects.get(user_id=person.user["id"])
    assert {person.refresh, refresh}.isdisjoint({session.token_hash, session.parent_hash})


def test_the_immediate_parent_gets_the_successor_within_the_grace(person: Native) -> None:
    _, first = _refresh(person, person.refresh)
    access, second = _refresh(person, person.refresh)
    assert second == first
    person.access = access
    assert person.get("/auth/me").status_code == 200
    _refresh(person, first)


def test_the_parent_after_the_grace_ends_the_session(person: Native) -> None:
    access, refresh = _refresh(person, person.refresh)
    _age_rotation(person, 11)
    assert _refused(person, person.refresh) == (401, "TOKEN_REUSED")
    assert ActiveSession.objects.get(user_id=person.user["id"]).revoke_reason == "token_reused"
    person.access = access
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")
    assert _refused(person, refresh) == (401, "SESSION_REVOKED")


def test_a_grandparent_ends_the_session_even_at_once(person: Native) -> None:
    access, child = _refresh(person, person.refresh)
    _refresh(person, child)
    assert _refused(person, person.refresh) == (401, "TOKEN_REUSED")
    person.access = access
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")


def test_parallel_refreshes_sign_nobody_out(person: Native) -> None:
    def refresh(_: int) -> tuple[str, str]:
        return _refresh(person.again(), person.refresh)

    with Threads(25) as threads:
        pairs = list(threads.map(refresh, range(50)))
    assert len({token for _, token in pairs}) == 1
    for access, _ in pairs[:3]:
        person.access = access
        assert person.get("/auth/me").status_code == 200
    _refresh(person, pairs[0][1])


@pytest.mark.parametrize("body", [None, {}, {"refresh_token": ""}, {"refresh_token": None}])
def test_without_a_token(person: Native, body: object) -> None:
    assert problem(person.http.post("/auth/refresh", json=body)) == (401, "MISSING_REFRESH_TOKEN")


def test_what_is_no_refresh_token(person: Native) -> None:
    for token in ("abc", "a.b.c", person.access):
        assert _refused(person, token) == (401, "INVALID_TOKEN")


def test_after_signing_out(person: Native) -> None:
    person.post("/auth/logout")
    assert _refused(person, person.refresh) == (401, "SESSION_REVOKED")


def test_a_failure_takes_the_cookies_from_a_browser(browser: Browser) -> None:
    browser.enter("/auth/register")
    ActiveSession.objects.filter(user__email=browser.email).update(revoked_at=timezone.now())
    response = browser.http.post("/auth/refresh")
    assert problem(response) == (401, "SESSION_REVOKED")
    assert "refresh_token" not in browser.http.cookies


def test_a_session_ends_for_good_after_90_days(person: Native) -> None:
    session = ActiveSession.objects.filter(user_id=person.user["id"])
    soon = timezone.now() + timedelta(minutes=5)
    session.update(absolute_expires_at=soon)
    _refresh(person, person.refresh)
    assert session.get().absolute_expires_at == soon
    session.update(absolute_expires_at=timezone.now())
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")
