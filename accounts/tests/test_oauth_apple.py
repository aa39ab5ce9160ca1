"""POST /auth/oauth/apple."""

import hashlib
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Identity, User
from accounts.tests.issuer import CLIENT_ID, Failure, LocalIssuer, rsa_key, running_issuer
from solacore.testing.clients import Browser, Native, NativeFactory, new_fingerprint, problem
from solacore.testing.threads import Threads

PATH = "/auth/oauth/apple"
APPLE = "https://appleid.apple.com"
INVALID = (401, "INVALID_TOKEN")
NOT_LINKED = (400, "OAUTH_ACCOUNT_NOT_LINKED")
NOT_VERIFIED = (403, "EMAIL_NOT_VERIFIED")


@pytest.fixture
def apple(settings: Settings) -> Iterator[LocalIssuer]:
    with running_issuer(APPLE) as issuer:
        settings.APPLE_CLIENT_IDS = [CLIENT_ID]
        settings.APPLE_JWKS_URL = issuer.jwks_url
        settings.OAUTH_TIMEOUT = 0.5
        yield issuer


@pytest.fixture
def phone(native: NativeFactory) -> Native:
    """A mobile client that is not signed in."""
    return native()


def sign_in(client: Native, token: str, **more: Any) -> httpx.Response:
    body = {"id_token": token, "device_fingerprint": client.fingerprint, "device_name": "iPhone 15", **more}
    return client.post(PATH, body)


def without_email(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if not name.startswith("email")}


@pytest.mark.parametrize("yes", [True, "true"])
def test_a_first_sign_in_makes_an_account(apple: LocalIssuer, phone: Native, yes: Any) -> None:
    claims = apple.claims(email_verified=yes)
    response = sign_in(phone, apple.token(claims))
    assert response.status_code == 200
    user = User.objects.get(email=claims["email"])
    assert response.json()["user"] == {
        "id": str(user.pk),
        "email": claims["email"],
        "auth_provider": "apple",
        "locale": "en",
    }
    assert user.email_verified_at is not None
    assert Identity.objects.get(user=user).issuer == APPLE
    phone.access = response.json()["access_token"]
    assert phone.get("/auth/me").status_code == 200


def test_a_browser_gets_cookies_and_no_token(apple: LocalIssuer, browser: Browser) -> None:
    body = {"id_token": apple.token(), "device_fingerprint": browser.fingerprint}
    response = browser.write("POST", PATH, json=body)
    assert response.status_code == 200
    assert set(response.json()) == {"user", "message"}
    assert browser.get("/auth/me").status_code == 200


def test_later_tokens_need_no_address(apple: LocalIssuer, phone: Native) -> None:
    claims = apple.claims()
    first = sign_in(phone, apple.token(claims)).json()["user"]
    response = sign_in(phone, apple.token(without_email(claims)))
    assert response.status_code == 200
    assert response.json()["user"] == first


def test_an_unknown_identity_without_an_address_is_not_linked(apple: LocalIssuer, phone: Native) -> None:
    claims = without_email(apple.claims())
    assert problem(sign_in(phone, apple.token(claims))) == NOT_LINKED
    assert not Identity.objects.filter(subject=claims["sub"]).exists()


@pytest.mark.parametrize("no", [False, "false", None])
def test_an_unverified_address_makes_no_account(apple: LocalIssuer, phone: Native, no: Any) -> None:
    claims = apple.claims(email_verified=no)
    assert problem(sign_in(phone, apple.token(claims))) == NOT_VERIFIED
    assert not User.objects.filter(email=claims["email"]).exists()


def test_a_verified_password_account_is_linked(apple: LocalIssuer, person: Native) -> None:
    User.objects.filter(email=person.email).update(email_verified_at=timezone.now())
    claims = apple.claims(email=person.email)
    assert sign_in(person, apple.token(claims)).json()["user"] == person.user
    assert sign_in(person, apple.token(without_email(claims))).json()["user"] == person.user


def test_an_unverified_password_account_is_left_alone(
    apple: LocalIssuer, phone: Native, person: Native
) -> None:
    claims = apple.claims(email=person.email)
    assert problem(sign_in(phone, apple.token(claims))) == NOT_VERIFIED
    assert not Identity.objects.filter(subject=claims["sub"]).exists()
    assert person.login(person.email).status_code == 200


def test_an_account_made_with_google_is_linked(apple: LocalIssuer, phone: Native, settings: Settings) -> None:
    settings.GOOGLE_CLIENT_IDS = [CLIENT_ID]
    settings.GOOGLE_JWKS_URL = apple.jwks_url
    claims = apple.claims(iss="https://accounts.google.com")
    body = {"id_token": apple.token(claims), "device_fingerprint": phone.fingerprint}
    made = phone.post("/auth/oauth/google", body).json()["user"]
    assert sign_in(phone, apple.token(claims | {"iss": APPLE})).json()["user"] == made
    assert Identity.objects.filter(user_id=made["id"]).count() == 2


def test_the_same_subject_at_another_issuer_is_somebody_else(
    apple: LocalIssuer, phone: Native, settings: Settings
) -> None:
    settings.GOOGLE_CLIENT_IDS = [CLIENT_ID]
    settings.GOOGLE_JWKS_URL = apple.jwks_url
    claims = apple.claims(iss="https://accounts.google.com")
    body = {"id_token": apple.token(claims), "device_fingerprint": phone.fingerprint}
    assert phone.post("/auth/oauth/google", body).status_code == 200
    assert problem(sign_in(phone, apple.token(without_email(claims) | {"iss": APPLE}))) == NOT_LINKED


def test_an_inactive_person_is_refused(apple: LocalIssuer, phone: Native) -> None:
    claims = apple.claims()
    assert sign_in(phone, apple.token(claims)).status_code == 200
    User.objects.filter(email=claims["email"]).update(is_active=False)
    assert problem(sign_in(phone, apple.token(claims))) == INVALID


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "com.example.another"},
        {"iss": "https://accounts.google.com"},
        {"exp": int(time.time()) - 60},
        {"sub": None},
    ],
)
def test_a_token_with_wrong_claims_is_refused(
    apple: LocalIssuer, phone: Native, changes: dict[str, Any]
) -> None:
    assert problem(sign_in(phone, apple.token(**changes))) == INVALID


def test_a_forged_token_is_refused(apple: LocalIssuer, phone: Native) -> None:
    forged = jwt.encode(apple.claims(), rsa_key(9), algorithm="RS256", headers={"kid": "key-1"})
    unsigned = jwt.encode(apple.claims(), "", algorithm="none", headers={"kid": "key-1"})
    for token in (forged, unsigned, "nonsense"):
        assert problem(sign_in(phone, token)) == INVALID


def test_the_nonce_may_be_in_the_token_as_its_hash(apple: LocalIssuer, phone: Native) -> None:
    token = apple.token(nonce=hashlib.sha256(b"raw-nonce").hexdigest())
    assert sign_in(phone, token, nonce="raw-nonce").status_code == 200
    assert problem(sign_in(phone, token, nonce="another-nonce")) == INVALID


def test_without_a_client_id_no_token_is_for_us(
    apple: LocalIssuer, phone: Native, settings: Settings
) -> None:
    settings.APPLE_CLIENT_IDS = []
    assert problem(sign_in(phone, apple.token())) == INVALID


def test_keys_may_be_rotated(apple: LocalIssuer, phone: Native) -> None:
    claims = apple.claims()
    assert sign_in(phone, apple.token(claims)).status_code == 200
    apple.rotate()
    assert sign_in(phone, apple.token(claims)).status_code == 200


def test_a_dead_issuer_is_unavailable_until_its_keys_are_known(apple: LocalIssuer, phone: Native) -> None:
    token = apple.token()
    apple.failure = Failure.SERVER_ERROR
    assert problem(sign_in(phone, token)) == (503, "OAUTH_UNAVAILABLE")
    apple.failure = None
    assert sign_in(phone, token).status_code == 200
    apple.failure = Failure.SERVER_ERROR
    assert sign_in(phone, token).status_code == 200


def test_device_rules_hold_and_leave_no_account(apple: LocalIssuer, phone: Native, person: Native) -> None:
    claims = apple.claims()
    bound = sign_in(phone, apple.token(claims), device_fingerprint=person.fingerprint)
    assert problem(bound) == (403, "DEVICE_BOUND_TO_OTHER")
    assert not User.objects.filter(email=claims["email"]).exists()
    assert sign_in(phone, apple.token(claims)).status_code == 200
    second = sign_in(phone, apple.token(claims), device_fingerprint=new_fingerprint())
    assert problem(second) == (403, "DEVICE_LIMIT_REACHED")


def test_parallel_first_sign_ins_make_one_account(apple: LocalIssuer, native: NativeFactory) -> None:
    claims = apple.claims()
    token = apple.token(claims)
    fingerprint = new_fingerprint()
    phones = [native(fingerprint) for _ in range(20)]
    with Threads(20) as threads:
        answers = list(threads.map(lambda phone: sign_in(phone, token), phones))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["user"]["id"] for answer in answers}) == 1


def test_a_body_without_a_token_is_invalid(phone: Native) -> None:
    response = phone.post(PATH, {"device_fingerprint": phone.fingerprint})
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert list(response.json()["params"]["fields"]) == ["id_token"]
