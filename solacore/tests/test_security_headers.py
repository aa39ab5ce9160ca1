"""Headers and cookies that keep a browser safe."""

import json
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from solacore.testing.clients import PASSWORD, Browser, Native, new_email, new_fingerprint
from solacore.tests.production import run_python

TOKENS = ("access_token", "refresh_token")
ASK = """
import json, django
django.setup()
from django.test import Client
answers = []
for path, secure in [("/health/live", True), ("/health/live", False), ("/auth/csrf", True)]:
    answer = Client().get(path, secure=secure, headers={"Host": "api.solacore.test"})
    answers.append({"status": answer.status_code, "headers": dict(answer.headers),
                    "cookies": [cookie.OutputString() for cookie in answer.cookies.values()]})
from django.conf import settings
names = ("COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
         "SESSION_COOKIE_SAMESITE")
print(json.dumps({"answers": answers, "settings": {name: getattr(settings, name) for name in names}}))
"""


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """What a process outside DEBUG answers."""
    done = run_python("-c", ASK)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert [answer["status"] for answer in found["answers"]] == [200, 200, 200]
    return found


def set_cookies(response: httpx.Response) -> SimpleCookie:
    cookies = SimpleCookie()
    for line in response.headers.get_list("Set-Cookie"):
        cookies.load(line)
    return cookies


def sign_up(server: str, path: str = "/auth/register") -> httpx.Response:
    body = {"email": new_email(), "password": PASSWORD, "device_fingerprint": new_fingerprint()}
    return httpx.post(server + path, json=body)


def test_hsts_is_sent_over_https_outside_debug(production: dict[str, Any]) -> None:
    over_https, over_http, _ = production["answers"]
    assert over_https["headers"]["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert "Strict-Transport-Security" not in over_http["headers"]


def test_a_development_server_sends_no_hsts(server: str) -> None:
    response = httpx.get(f"{server}/health/live", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in response.headers


def test_every_cookie_is_secure_outside_debug(production: dict[str, Any]) -> None:
    assert production["settings"] == {
        "COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
    }
    (csrf,) = production["answers"][2]["cookies"]
    assert csrf.startswith("csrf_token=")
    assert {"Secure", "SameSite=Lax"} <= set(csrf.split("; "))


@pytest.mark.parametrize("is_secure", [True, False])
def test_tokens_are_in_cookies_that_no_script_can_read(
    server: str, settings: Settings, is_secure: bool
) -> None:
    settings.COOKIE_SECURE = is_secure
    cookies = set_cookies(sign_up(server))
    assert set(cookies) == {*TOKENS, "csrf_token"}
    for name in TOKENS:
        assert cookies[name]["httponly"]
    assert not cookies["csrf_token"]["httponly"]
    for cookie in cookies.values():
        assert cookie["samesite"] == "Lax"
        assert bool(cookie["secure"]) is is_secure
        assert cookie["path"] == "/"


def test_the_domain_of_the_cookies_is_configured(server: str, settings: Settings) -> None:
    settings.COOKIE_DOMAIN = "solacore.test"
    assert {cookie["domain"] for cookie in set_cookies(sign_up(server)).values()} == {"solacore.test"}


def test_cleared_cookies_have_the_same_attributes(browser: Browser) -> None:
    browser.enter("/auth/register")
    cookies = set_cookies(browser.write("POST", "/auth/logout"))
    assert set(cookies) == set(TOKENS)
    for cookie in cookies.values():
        assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["path"]) == ("", "0", "Lax", "/")


@pytest.mark.parametrize("path", ["/", "/auth/me", "/no/such/path", "/docs", "/admin/login/", "/health/live"])
def test_the_content_security_policy_is_on_every_answer(server: str, path: str) -> None:
    policy = httpx.get(server + path).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "'unsafe-eval'" not in policy
    # Swagger UI starts itself by a script in its page.
    assert "'unsafe-inline'" not in directives.get("script-src", "") or path == "/docs"


@pytest.mark.parametrize("path", ["/", "/auth/me", "/no/such/path", "/admin/login/"])
def test_browsers_neither_guess_types_nor_leak_addresses(server: str, path: str) -> None:
    headers = httpx.get(server + path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/auth/me",
        "/auth/sessions",
        "/auth/devices",
        "/auth/csrf",
        "/sessions",
        "/account/export",
        "/sessions/x",
    ],
)
def test_private_answers_are_not_stored(person: Native, path: str) -> None:
    assert person.get(path).headers["Cache-Control"] == "no-store"


def test_sign_ins_and_refusals_are_not_stored(server: str, person: Native) -> None:
    assert sign_up(server).headers["Cache-Control"] == "no-store"
    assert sign_up(server, "/auth/login").headers["Cache-Control"] == "no-store"
    assert httpx.get(f"{server}/auth/me").headers["Cache-Control"] == "no-store"
    refreshed = person.post("/auth/refresh", {"refresh_token": person.refresh})
    assert refreshed.headers["Cache-Control"] == "no-store"


def test_a_conversation_is_not_stored(person: Native) -> None:
    session_id = person.start()
    person.send(session_id, "I can't sleep since the letter came.")
    for path in (f"/sessions/{session_id}", f"/sessions/{session_id}/messages"):
        assert person.get(path).headers["Cache-Control"] == "no-store"


def test_nothing_says_what_the_server_runs_on(server: str) -> None:
    assert "X-Powered-By" not in httpx.get(server).headers
