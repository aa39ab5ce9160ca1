"""POST /auth/logout, and the CSRF rules that every write by cookie is under."""

import pytest
from pytest_django import Settings

from solacore.testing.clients import Browser, Native, NativeFactory, problem


@pytest.fixture
def signed_in(browser: Browser) -> Browser:
    assert browser.enter("/auth/register").status_code == 201
    return browser


def test_by_bearer(person: Native) -> None:
    assert person.post("/auth/logout").status_code == 204
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")


def test_by_cookie_with_the_token(signed_in: Browser) -> None:
    access = signed_in.http.cookies["access_token"]
    csrf = signed_in.http.cookies["csrf_token"]
    response = signed_in.write("POST", "/auth/logout", csrf=csrf, origin=None)
    assert (response.status_code, response.content) == (204, b"")
    assert "access_token" not in signed_in.http.cookies
    response = signed_in.get("/auth/me", headers={"Authorization": f"Bearer {access}"})
    assert problem(response) == (401, "SESSION_REVOKED")


def test_by_cookie_from_a_trusted_origin(signed_in: Browser) -> None:
    assert signed_in.write("POST", "/auth/logout").status_code == 204


def test_by_cookie_with_the_token_from_our_own_page_under_a_name_that_is_not_configured(
    signed_in: Browser, server: str
) -> None:
    csrf = signed_in.http.cookies["csrf_token"]
    own = server.replace("127.0.0.1", "localhost")
    wrong = signed_in.write("POST", "/auth/logout", csrf=csrf, origin=own)
    assert problem(wrong) == (403, "CSRF_TOKEN_MISSING")  # it comes from localhost, but asks 127.0.0.1
    assert problem(signed_in.write("POST", "/auth/logout", origin=server)) == (403, "CSRF_TOKEN_MISSING")
    assert signed_in.write("POST", "/auth/logout", csrf=csrf, origin=server).status_code == 204


@pytest.mark.parametrize(
    ("csrf", "origin", "code"),
    [
        (None, None, "CSRF_TOKEN_MISSING"),
        (None, "https://evil.example", "CSRF_TOKEN_MISSING"),
        (None, "null", "CSRF_TOKEN_MISSING"),
        ("right", "https://evil.example", "CSRF_TOKEN_MISSING"),
        ("wrong", None, "CSRF_TOKEN_INVALID"),
        ("wrong", "http://localhost:3000", "CSRF_TOKEN_INVALID"),
        ("wrong", "https://evil.example", "CSRF_TOKEN_INVALID"),
    ],
)
def test_without_proof_nothing_happens(
    signed_in: Browser, csrf: str | None, origin: str | None, code: str
) -> None:
    token = signed_in.http.cookies["csrf_token"] if csrf == "right" else csrf
    for method, path in (("POST", "/auth/logout"), ("POST", "/sessions")):
        assert problem(signed_in.write(method, path, csrf=token, origin=origin)) == (403, code)
    assert signed_in.get("/auth/me").status_code == 200


def test_nobody_signed_in_is_204_too(native: NativeFactory, browser: Browser) -> None:
    assert native().post("/auth/logout").status_code == 204
    response = browser.write("POST", "/auth/logout", origin=None)
    assert response.status_code == 204
    assert "set-cookie" not in response.headers


def test_a_browser_whose_access_cookie_is_gone_is_signed_out_by_the_other(signed_in: Browser) -> None:
    refresh = signed_in.http.cookies["refresh_token"]
    signed_in.http.cookies.delete("access_token")
    assert signed_in.write("POST", "/auth/logout").status_code == 204
    response = signed_in.http.post("/auth/refresh", json={"refresh_token": refresh})
    assert problem(response) == (401, "SESSION_REVOKED")


def test_a_session_that_is_gone_needs_no_proof(signed_in: Browser) -> None:
    access = signed_in.http.cookies["access_token"]
    signed_in.http.post("/auth/logout", headers={"Authorization": f"Bearer {access}"})
    signed_in.http.cookies.set("access_token", access)
    assert signed_in.write("POST", "/auth/logout", origin=None).status_code == 204


def test_in_the_beta_a_cookie_alone_changes_nothing(signed_in: Browser, settings: Settings) -> None:
    settings.BETA_MODE = True
    assert signed_in.write("POST", "/auth/logout").status_code == 204
    assert signed_in.get("/auth/me").status_code == 200
    csrf = signed_in.http.cookies["csrf_token"]
    assert signed_in.write("POST", "/auth/logout", csrf=csrf).status_code == 204
    assert "access_token" not in signed_in.http.cookies


def test_the_csrf_token_is_the_cookie_s(browser: Browser) -> None:
    response = browser.get("/auth/csrf")
    assert response.json() == {"csrf_token": browser.http.cookies["csrf_token"]}
    assert browser.get("/auth/csrf").json() == response.json()
