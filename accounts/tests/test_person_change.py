"""PATCH /auth/me."""

import pytest

from accounts.models import User
from solacore.testing.clients import Browser, Native, NativeFactory, problem


def test_a_person_changes_their_language_and_it_is_read_back_at_once(person: Native) -> None:
    assert person.get("/auth/me").json()["locale"] == "en"
    changed = person.request("PATCH", "/auth/me", json={"locale": "zh"})
    assert changed.status_code == 200
    assert changed.json() == person.get("/auth/me").json() == {**person.user, "locale": "zh"}
    assert User.objects.get(pk=person.user["id"]).locale == "zh"


@pytest.mark.parametrize("locale", ["fr", "", None, 7])
def test_a_language_that_is_none_of_ours_changes_nothing(person: Native, locale: object) -> None:
    assert problem(person.request("PATCH", "/auth/me", json={"locale": locale})) == (422, "VALIDATION_ERROR")
    assert person.get("/auth/me").json()["locale"] == "en"


def test_nothing_else_can_be_changed_by_it(person: Native) -> None:
    body = {"email": "other@example.com", "is_staff": True, "id": "x"}
    assert person.request("PATCH", "/auth/me", json=body).json() == person.user
    assert not User.objects.get(pk=person.user["id"]).is_staff


def test_not_without_a_token(native: NativeFactory) -> None:
    assert problem(native().request("PATCH", "/auth/me", json={"locale": "es"})) == (401, "INVALID_TOKEN")


def test_not_by_cookie_without_a_proof_of_origin(browser: Browser) -> None:
    browser.enter("/auth/register")
    response = browser.write("PATCH", "/auth/me", origin="https://evil.test", json={"locale": "es"})
    assert problem(response) == (403, "CSRF_TOKEN_MISSING")
