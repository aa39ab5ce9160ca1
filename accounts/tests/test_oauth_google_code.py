"""POST /auth/oauth/google/code."""

import logging
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Device, Identity, User
from accounts.tests.issuer import (
    CLIENT_ID,
    CLIENT_SECRET,
    OTHER_CLIENT_ID,
    Failure,
    LocalIssuer,
    rsa_key,
    running_issuer,
)
from solacore.testing.clients import ORIGIN, Browser, Native, NativeFactory, problem

PATH = "/auth/oauth/google/code"
FAILED = (401, "GOOGLE_CODE_EXCHANGE_FAILED")


@pytest.fixture
def google(settings: Settings) -> Iterator[LocalIssuer]:
    with running_issuer("https://accounts.google.com") as issuer:
        settings.GOOGLE_CLIENT_IDS = [CLIENT_ID, OTHER_CLIENT_ID]
        settings.GOOGLE_CLIENT_SECRET = CLIENT_SECRET
        settings.GOOGLE_JWKS_URL = issuer.jwks_url
        settings.GOOGLE_TOKEN_URL = issuer.token_url
        settings.OAUTH_TIMEOUT = 0.5
        yield issuer


def sign_in(browser: Browser, code: str, **more: str) -> httpx.Response:
    query = {"code": code, "device_fingerprint": browser.fingerprint, **more}
    return browser.write("POST", PATH, params=query)


def test_a_code_signs_a_browser_in(google: LocalIssuer, browser: Browser) -> None:
    claims = google.claims()
    response = sign_in(browser, google.code(google.token(claims)), device_name="Firefox")
    assert response.status_code == 200
    assert set(response.json()) == {"user", "message"}
    assert response.json()["user"]["email"] == claims["email"]
    assert response.json()["user"]["auth_provider"] == "google"
    assert browser.get("/auth/me").json() == response.json()["user"]
    device = Device.objects.get(device_fingerprint=browser.fingerprint)
    assert (device.device_name, device.platform) == ("Firefox", "web")


def test_a_code_signs_a_native_client_in(google: LocalIssuer, native: NativeFactory) -> None:
    phone = native()
    query = {"code": google.code(google.token()), "device_fingerprint": phone.fingerprint}
    response = phone.post(PATH, params=query)
    assert response.status_code == 200
    phone.access = response.json()["access_token"]
    assert phone.get("/auth/me").json() == response.json()["user"]


def test_google_gets_what_it_needs_for_the_exchange(google: LocalIssuer, browser: Browser) -> None:
    code = google.code(google.token())
    assert sign_in(browser, code).status_code == 200
    assert google.exchanges == [
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": "postmessage",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }
    ]


@pytest.mark.parametrize("redirect_uri", [f"{ORIGIN}/auth/callback?from=google", ORIGIN, "postmessage"])
def test_a_redirect_to_a_trusted_origin_is_passed_on(
    google: LocalIssuer, browser: Browser, redirect_uri: str
) -> None:
    response = sign_in(browser, google.code(google.token()), redirect_uri=redirect_uri)
    assert response.status_code == 200
    assert google.exchanges[0]["redirect_uri"] == redirect_uri


@pytest.mark.parametrize(
    "redirect_uri",
    ["https://evil.example.com/", f"{ORIGIN}.evil.example.com", f"{ORIGIN}@evil.example.com", "/", ""],
)
def test_a_redirect_elsewhere_is_refused(google: LocalIssuer, browser: Browser, redirect_uri: str) -> None:
    response = sign_in(browser, google.code(google.token()), redirect_uri=redirect_uri)
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert list(response.json()["params"]["fields"]) == ["redirect_uri"]
    assert google.exchanges == []


@pytest.mark.parametrize("query", [{}, {"device_fingerprint": ""}])
def test_without_a_fingerprint_there_is_a_web_device_of_its_own(
    google: LocalIssuer, browser: Browser, query: dict[str, str]
) -> None:
    claims = google.claims()
    code = google.code(google.token(claims))
    assert browser.write("POST", PATH, params={"code": code, **query}).status_code == 200
    device = Device.objects.get(user__email=claims["email"])
    assert device.platform == "web"
    assert device.device_fingerprint


def test_the_code_and_the_id_token_lead_to_the_same_account(
    google: LocalIssuer, browser: Browser, native: NativeFactory
) -> None:
    claims = google.claims()
    first = sign_in(browser, google.code(google.token(claims))).json()["user"]
    body = {"id_token": google.token(claims), "device_fingerprint": browser.fingerprint}
    assert native().post("/auth/oauth/google", body).json()["user"] == first


def test_a_code_works_once(google: LocalIssuer, browser: Browser) -> None:
    code = google.code(google.token())
    assert sign_in(browser, code).status_code == 200
    assert problem(sign_in(browser, code)) == FAILED


def test_an_unknown_code_is_refused(google: LocalIssuer, browser: Browser) -> None:
    assert problem(sign_in(browser, "4/unknown")) == FAILED
    assert google.key_requests == 0


def test_a_wrong_secret_of_ours_fails_the_exchange(
    google: LocalIssuer, browser: Browser, settings: Settings
) -> None:
    settings.GOOGLE_CLIENT_SECRET = "outdated"
    assert problem(sign_in(browser, google.code(google.token()))) == FAILED


@pytest.mark.parametrize("failure", Failure)
def test_a_token_endpoint_that_fails_fails_the_exchange(
    google: LocalIssuer, browser: Browser, failure: Failure
) -> None:
    code = google.code(google.token())
    google.failure = failure
    assert problem(sign_in(browser, code)) == FAILED
    assert "access_token" not in browser.http.cookies


def test_a_token_endpoint_that_is_gone_fails_the_exchange(
    google: LocalIssuer, browser: Browser, settings: Settings
) -> None:
    with running_issuer("gone") as gone:
        settings.GOOGLE_TOKEN_URL = gone.token_url
    assert problem(sign_in(browser, "code")) == FAILED


@pytest.mark.parametrize("answer", [None, 7, "", "nonsense", ["token"]])
def test_an_answer_without_an_id_token_fails_the_exchange(
    google: LocalIssuer, browser: Browser, answer: Any
) -> None:
    assert problem(sign_in(browser, google.code(answer))) == FAILED


def test_the_exchanged_token_is_checked_like_any_other(google: LocalIssuer, browser: Browser) -> None:
    forged = jwt.encode(google.claims(), rsa_key(9), algorithm="RS256", headers={"kid": "key-1"})
    foreign = google.token(aud="another.apps.example.com")
    expired = google.token(exp=int(time.time()) - 60)
    for token in (forged, foreign, expired):
        assert problem(sign_in(browser, google.code(token))) == FAILED


def test_keys_that_cannot_be_had_are_no_fault_of_the_code(
    google: LocalIssuer, browser: Browser, settings: Settings
) -> None:
    with running_issuer("gone") as gone:
        settings.GOOGLE_JWKS_URL = gone.jwks_url
    assert problem(sign_in(browser, google.code(google.token()))) == (503, "OAUTH_UNAVAILABLE")


@pytest.mark.parametrize(("name", "value"), [("GOOGLE_CLIENT_IDS", []), ("GOOGLE_CLIENT_SECRET", "")])
def test_without_a_client_or_its_secret_google_is_not_configured(
    google: LocalIssuer, browser: Browser, settings: Settings, name: str, value: Any
) -> None:
    setattr(settings, name, value)
    assert problem(sign_in(browser, google.code(google.token()))) == (503, "GOOGLE_NOT_CONFIGURED")
    assert google.exchanges == []


def test_the_address_must_be_verified_on_both_sides(
    google: LocalIssuer, browser: Browser, person: Native
) -> None:
    for claims in (google.claims(email_verified=False), google.claims(email=person.email)):
        response = sign_in(browser, google.code(google.token(claims)))
        assert problem(response) == (403, "EMAIL_NOT_VERIFIED")
        assert not Identity.objects.filter(subject=claims["sub"]).exists()


def test_a_verified_password_account_is_linked(google: LocalIssuer, browser: Browser, person: Native) -> None:
    User.objects.filter(email=person.email).update(email_verified_at=timezone.now())
    browser.fingerprint = person.fingerprint
    response = sign_in(browser, google.code(google.token(email=person.email)))
    assert response.json()["user"] == person.user


def test_a_device_of_somebody_else_leaves_no_account(
    google: LocalIssuer, browser: Browser, person: Native
) -> None:
    claims = google.claims()
    browser.fingerprint = person.fingerprint
    assert problem(sign_in(browser, google.code(google.token(claims)))) == (403, "DEVICE_BOUND_TO_OTHER")
    assert not User.objects.filter(email=claims["email"]).exists()


@pytest.mark.parametrize("query", [{}, {"code": ""}, {"code": "x" * 3000}])
def test_a_query_without_a_sane_code_is_invalid(browser: Browser, query: dict[str, str]) -> None:
    response = browser.write("POST", PATH, params=query)
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert list(response.json()["params"]["fields"]) == ["code"]


@pytest.mark.parametrize("origin", ["https://evil.example.com", "null"])
def test_a_form_of_a_foreign_page_signs_nobody_in(google: LocalIssuer, browser: Browser, origin: str) -> None:
    response = browser.write(
        "POST",
        PATH,
        origin=origin,
        params={"code": google.code(google.token())},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert problem(response) == FAILED
    assert "access_token" not in browser.http.cookies
    assert google.exchanges == []


def test_neither_code_nor_token_nor_secret_is_logged(
    google: LocalIssuer, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    token = google.token()
    code = google.code(token)
    sign_in(browser, code)
    sign_in(browser, code)
    assert "invalid_grant" in caplog.text
    for secret in (token, code, CLIENT_SECRET, uuid.UUID(code).hex):
        assert secret not in caplog.text
