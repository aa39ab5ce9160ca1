"""POST /auth/oauth/google."""

import base64
import hashlib
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Device, Identity, User
from accounts.tests.issuer import (
    CLIENT_ID,
    OTHER_CLIENT_ID,
    Failure,
    LocalIssuer,
    rsa_key,
    running_issuer,
)
from billing.models import Subscription
from solacore.testing.clients import Browser, Native, NativeFactory, new_email, new_fingerprint, problem
from solacore.testing.threads import Threads

PATH = "/auth/oauth/google"
GOOGLE = "https://accounts.google.com"
INVALID = (401, "INVALID_TOKEN")
NOT_VERIFIED = (403, "EMAIL_NOT_VERIFIED")


@pytest.fixture
def google(settings: Settings) -> Iterator[LocalIssuer]:
    with running_issuer(GOOGLE) as issuer:
        settings.GOOGLE_CLIENT_IDS = [CLIENT_ID, OTHER_CLIENT_ID]
        settings.GOOGLE_JWKS_URL = issuer.jwks_url
        settings.OAUTH_TIMEOUT = 0.5
        yield issuer


@pytest.fixture
def phone(native: NativeFactory) -> Native:
    """A mobile client that is not signed in."""
    return native()


def sign_in(client: Native, token: str, **more: Any) -> httpx.Response:
    body = {"id_token": token, "device_fingerprint": client.fingerprint, "device_name": "iPhone 15", **more}
    return client.post(PATH, body)


def verified(person: Native) -> None:
    User.objects.filter(email=person.email).update(email_verified_at=timezone.now())


def test_a_first_sign_in_makes_an_account(google: LocalIssuer, phone: Native) -> None:
    claims = google.claims()
    response = sign_in(phone, google.token(claims))
    assert response.status_code == 200
    body = response.json()
    user = User.objects.get(email=claims["email"])
    assert body["user"] == {
        "id": str(user.pk),
        "email": claims["email"],
        "auth_provider": "google",
        "locale": "en",
    }
    assert body["token_type"] == "bearer"
    assert body["user_id"] == str(user.pk)
    assert user.email_verified_at is not None
    assert not user.has_usable_password()
    assert Subscription.objects.get(user_id=user.pk).tier == "free"
    identity = Identity.objects.get(user=user)
    assert (identity.issuer, identity.subject) == (GOOGLE, claims["sub"])
    assert Device.objects.get(user=user).platform == "ios"


def test_the_tokens_of_the_answer_sign_requests(google: LocalIssuer, phone: Native) -> None:
    phone.access = sign_in(phone, google.token()).json()["access_token"]
    assert phone.get("/auth/me").status_code == 200


def test_a_browser_gets_cookies_and_no_token(google: LocalIssuer, browser: Browser) -> None:
    body = {"id_token": google.token(), "device_fingerprint": browser.fingerprint}
    response = browser.write("POST", PATH, json=body)
    assert response.status_code == 200
    assert set(response.json()) == {"user", "message"}
    assert {"access_token", "refresh_token", "csrf_token"} <= set(browser.http.cookies)
    assert browser.get("/auth/me").json()["id"] == response.json()["user"]["id"]


@pytest.mark.parametrize(("header", "locale"), [("es-MX,en;q=0.5", "es"), ("zh-CN", "zh"), ("fr", "en")])
def test_a_new_account_speaks_the_language_of_the_request(
    google: LocalIssuer, phone: Native, header: str, locale: str
) -> None:
    body = {"id_token": google.token(), "device_fingerprint": phone.fingerprint}
    response = phone.post(PATH, body, headers={"Accept-Language": header})
    assert response.json()["user"]["locale"] == locale


def test_the_next_sign_in_finds_the_account(google: LocalIssuer, phone: Native) -> None:
    claims = google.claims()
    first, second = (sign_in(phone, google.token(claims)).json()["user"] for _ in range(2))
    assert first == second


def test_both_names_of_google_mean_the_same_account(google: LocalIssuer, phone: Native) -> None:
    claims = google.claims(iss="accounts.google.com")
    first = sign_in(phone, google.token(claims)).json()["user"]
    assert sign_in(phone, google.token(claims | {"iss": GOOGLE})).json()["user"] == first
    assert Identity.objects.filter(subject=claims["sub"]).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"email": "another@example.com"},
        {"email": None, "email_verified": None},
        {"email": "no address"},
        {"email_verified": False},
    ],
)
def test_the_account_is_found_whatever_became_of_the_address(
    google: LocalIssuer, phone: Native, change: dict[str, Any]
) -> None:
    claims = google.claims()
    first = sign_in(phone, google.token(claims)).json()["user"]
    later = {name: value for name, value in (claims | change).items() if value is not None}
    assert sign_in(phone, google.token(later)).json()["user"] == first


def test_an_address_that_somebody_else_had_signs_nobody_in_for_them(
    google: LocalIssuer, phone: Native, person: Native
) -> None:
    claims = google.claims()
    first = sign_in(phone, google.token(claims)).json()["user"]
    verified(person)
    assert sign_in(phone, google.token(claims | {"email": person.email})).json()["user"] == first


def test_a_verified_password_account_is_linked(google: LocalIssuer, person: Native) -> None:
    verified(person)
    claims = google.claims(email=person.email.upper())
    answer = sign_in(person, google.token(claims)).json()
    assert answer["user"] == person.user
    assert person.login(person.email).status_code == 200
    assert Identity.objects.get(user_id=person.user["id"]).subject == claims["sub"]


def test_an_unverified_password_account_is_left_alone(
    google: LocalIssuer, phone: Native, person: Native
) -> None:
    claims = google.claims(email=person.email)
    assert problem(sign_in(phone, google.token(claims))) == NOT_VERIFIED
    assert not Identity.objects.filter(subject=claims["sub"]).exists()
    assert User.objects.get(email=person.email).email_verified_at is None
    assert person.login(person.email).status_code == 200


@pytest.mark.parametrize("value", [False, None, "false", "yes", 1, ["true"]])
def test_an_unverified_address_makes_no_account(google: LocalIssuer, phone: Native, value: Any) -> None:
    claims = google.claims(email_verified=value)
    assert problem(sign_in(phone, google.token(claims))) == NOT_VERIFIED
    assert not User.objects.filter(email=claims["email"]).exists()


def test_an_unverified_address_does_not_take_an_account(
    google: LocalIssuer, phone: Native, person: Native
) -> None:
    verified(person)
    claims = google.claims(email=person.email, email_verified=False)
    assert problem(sign_in(phone, google.token(claims))) == NOT_VERIFIED


@pytest.mark.parametrize(
    "email", [None, "", "no address", 7, ["a@example.com"], "a@example.com\0", "x" * 300]
)
def test_without_an_address_there_is_no_account(google: LocalIssuer, phone: Native, email: Any) -> None:
    assert problem(sign_in(phone, google.token(email=email))) == NOT_VERIFIED


def test_an_inactive_person_is_refused(google: LocalIssuer, phone: Native) -> None:
    claims = google.claims()
    assert sign_in(phone, google.token(claims)).status_code == 200
    User.objects.filter(email=claims["email"]).update(is_active=False)
    assert problem(sign_in(phone, google.token(claims))) == INVALID
    assert problem(sign_in(phone, google.token(claims | {"sub": "another"}))) == INVALID
    assert not Identity.objects.filter(subject="another").exists()


def changed(token: str, part: int, **changes: Any) -> str:
    """The token with other values in its header (0) or claims (1), under the same signature."""
    parts = token.split(".")
    values = json.loads(base64.urlsafe_b64decode(parts[part] + "=="))
    parts[part] = base64.urlsafe_b64encode(json.dumps(values | changes).encode()).rstrip(b"=").decode()
    return ".".join(parts)


def signed_with_the_public_key(google: LocalIssuer) -> str:
    """An HS256 token whose secret is the issuer's public key, for a reader that trusts the header."""
    public = rsa_key(1).public_key()
    secret = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def segment(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    message = f"{segment({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{segment(google.claims())}"
    signature = hmac_sha256(secret, message.encode())
    return f"{message}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def hmac_sha256(secret: bytes, message: bytes) -> bytes:
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return algorithm.sign(message, secret)


def signed(google: LocalIssuer, key: int = 1, algorithm: str = "RS256", **header: Any) -> str:
    headers = {"kid": "key-1"} | header
    return jwt.encode(google.claims(), rsa_key(key), algorithm=algorithm, headers=headers)


FORGERIES = {
    "another key": lambda google: signed(google, key=9),
    "an unknown key": lambda google: signed(google, key=9, kid="key-9"),
    "no key named": lambda google: jwt.encode(google.claims(), rsa_key(1), algorithm="RS256"),
    "another algorithm": lambda google: signed(google, algorithm="RS512"),
    "another padding": lambda google: signed(google, algorithm="PS256"),
    "the public key as a secret": signed_with_the_public_key,
    "no signature": lambda google: jwt.encode(google.claims(), "", "none", headers={"kid": "key-1"}),
    "a cut signature": lambda google: google.token().rpartition(".")[0] + ".",
    "another person": lambda google: changed(google.token(), 1, sub="victim"),
    "another header": lambda google: changed(google.token(), 0, alg="none"),
    "a critical extension": lambda google: signed(google, crit=["unheard"], unheard=True),
    "no JWT": lambda google: "nonsense",
    "empty parts": lambda google: "..",
    "no ASCII": lambda google: "é.ü.ñ",
    "a key id that is no string": lambda google: changed(google.token(), 0, kid=7),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token_is_refused(google: LocalIssuer, phone: Native, forgery: Any) -> None:
    assert sign_in(phone, google.token()).status_code == 200
    assert problem(sign_in(phone, forgery(google))) == INVALID


def in_seconds(seconds: float) -> int:
    return int(time.time() + seconds)


WRONG_CLAIMS = {
    "another audience": {"aud": "another.apps.example.com"},
    "no audience": {"aud": None},
    "an audience beside us": {"aud": [CLIENT_ID, "another.apps.example.com"]},
    "audiences that are no strings": {"aud": [7]},
    "another issuer": {"iss": "https://accounts.example.com"},
    "an issuer like ours": {"iss": f"{GOOGLE}/"},
    "no issuer": {"iss": None},
    "an issuer that is no string": {"iss": [GOOGLE]},
    "no expiry": {"exp": None},
    "an expiry that is no time": {"exp": "tomorrow"},
    "no time of issue": {"iat": None},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no string": {"sub": 7},
    "a subject that is too long": {"sub": "x" * 256},
    "a subject with a NUL": {"sub": "a\0b"},
    "a subject beyond ASCII": {"sub": "é"},
}


@pytest.mark.parametrize("changes", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS.keys())
def test_a_token_with_wrong_claims_is_refused(
    google: LocalIssuer, phone: Native, changes: dict[str, Any]
) -> None:
    assert problem(sign_in(phone, unchecked_token(google, changes))) == INVALID


def unchecked_token(google: LocalIssuer, changes: dict[str, Any]) -> str:
    """A signed token; PyJWT's own `encode` would refuse to write some of the claims."""
    payload = json.dumps(google.claims(**changes)).encode()
    return jwt.PyJWS().encode(payload, rsa_key(1), algorithm="RS256", headers={"kid": "key-1", "typ": "JWT"})


@pytest.mark.parametrize(
    "times",
    [
        {"iat": in_seconds(-7200), "exp": in_seconds(-60)},
        {"iat": in_seconds(3600), "exp": in_seconds(7200)},
        {"nbf": in_seconds(3600)},
    ],
)
def test_a_token_out_of_its_time_is_refused(
    google: LocalIssuer, phone: Native, times: dict[str, int]
) -> None:
    assert problem(sign_in(phone, google.token(**times))) == INVALID


def test_a_clock_may_be_a_little_ahead(google: LocalIssuer, phone: Native) -> None:
    assert sign_in(phone, google.token(iat=in_seconds(5))).status_code == 200


@pytest.mark.parametrize(
    "audience", [CLIENT_ID, OTHER_CLIENT_ID, [OTHER_CLIENT_ID], [CLIENT_ID, OTHER_CLIENT_ID]]
)
def test_each_of_our_apps_may_sign_in(google: LocalIssuer, phone: Native, audience: Any) -> None:
    assert sign_in(phone, google.token(aud=audience)).status_code == 200


def test_without_a_client_id_no_token_is_for_us(
    google: LocalIssuer, phone: Native, settings: Settings
) -> None:
    settings.GOOGLE_CLIENT_IDS = []
    response = sign_in(phone, google.token())
    assert problem(response) == INVALID
    assert "Google" in response.json()["detail"]
    assert google.key_requests == 0


@pytest.mark.parametrize("inside", ["raw-nonce", hashlib.sha256(b"raw-nonce").hexdigest()])
def test_the_nonce_of_a_sign_in_must_be_in_its_token(google: LocalIssuer, phone: Native, inside: str) -> None:
    token = google.token(nonce=inside)
    assert sign_in(phone, token, nonce="raw-nonce").status_code == 200
    assert problem(sign_in(phone, token, nonce="another-nonce")) == INVALID


def test_a_nonce_that_the_token_lacks_is_refused(google: LocalIssuer, phone: Native) -> None:
    assert problem(sign_in(phone, google.token(), nonce="raw-nonce")) == INVALID


@pytest.mark.parametrize("absent", [None, ""])
def test_a_client_that_sends_no_nonce_signs_in(
    google: LocalIssuer, phone: Native, absent: str | None
) -> None:
    assert sign_in(phone, google.token(nonce="raw-nonce"), nonce=absent).status_code == 200


def test_keys_may_be_rotated(google: LocalIssuer, phone: Native) -> None:
    claims = google.claims()
    before = sign_in(phone, google.token(claims))
    google.rotate()
    after = sign_in(phone, google.token(claims))
    assert before.status_code == after.status_code == 200
    assert problem(sign_in(phone, signed(google))) == INVALID


@pytest.mark.parametrize("failure", [Failure.STALL, Failure.SERVER_ERROR, Failure.GARBAGE])
def test_an_issuer_that_fails_makes_no_server_error(
    google: LocalIssuer, phone: Native, failure: Failure
) -> None:
    google.failure = failure
    token = google.token()
    assert problem(sign_in(phone, token)) == (503, "OAUTH_UNAVAILABLE")
    google.failure = None
    assert sign_in(phone, token).status_code == 200
    google.failure = failure
    assert sign_in(phone, token).status_code == 200


def test_a_device_of_somebody_else_is_refused_and_leaves_no_account(
    google: LocalIssuer, phone: Native, person: Native
) -> None:
    claims = google.claims()
    response = sign_in(phone, google.token(claims), device_fingerprint=person.fingerprint)
    assert problem(response) == (403, "DEVICE_BOUND_TO_OTHER")
    assert not User.objects.filter(email=claims["email"]).exists()
    assert not Identity.objects.filter(subject=claims["sub"]).exists()


def test_the_device_limit_holds(google: LocalIssuer, phone: Native) -> None:
    token = google.token()
    assert sign_in(phone, token).status_code == 200
    response = sign_in(phone, token, device_fingerprint=new_fingerprint())
    assert problem(response) == (403, "DEVICE_LIMIT_REACHED")


def test_a_refused_device_leaves_no_link(google: LocalIssuer, phone: Native, person: Native) -> None:
    verified(person)
    claims = google.claims(email=person.email)
    assert problem(sign_in(phone, google.token(claims))) == (403, "DEVICE_LIMIT_REACHED")
    assert not Identity.objects.filter(subject=claims["sub"]).exists()


@pytest.mark.parametrize("one_device", [True, False])
def test_parallel_first_sign_ins_make_one_account(
    google: LocalIssuer, native: NativeFactory, one_device: bool
) -> None:
    claims = google.claims()
    token = google.token(claims)
    shared = new_fingerprint() if one_device else None
    phones = [native(shared) for _ in range(20)]
    with Threads(20) as threads:
        answers = list(threads.map(lambda phone: sign_in(phone, token), phones))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == ([200] * 20 if one_device else [200] + [403] * 19)
    user = User.objects.get(email=claims["email"])
    assert Identity.objects.filter(user=user).count() == 1
    assert Device.objects.filter(user=user).count() == 1


def test_parallel_first_sign_ins_with_two_identities_of_one_address_meet(
    google: LocalIssuer, native: NativeFactory
) -> None:
    email, fingerprint = new_email(), new_fingerprint()
    tokens = [google.token(email=email) for _ in range(10)]
    phones = [native(fingerprint) for _ in tokens]
    with Threads(10) as threads:
        answers = list(threads.map(sign_in, phones, tokens))
    assert {answer.status_code for answer in answers} == {200}
    assert Identity.objects.filter(user=User.objects.get(email=email)).count() == 10


@pytest.mark.parametrize("missing", ["id_token", "device_fingerprint"])
@pytest.mark.parametrize("value", [None, "", 7])
def test_a_body_without_its_fields_is_invalid(phone: Native, missing: str, value: Any) -> None:
    body = {"id_token": "token", "device_fingerprint": phone.fingerprint, missing: value}
    response = phone.post(PATH, body)
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert list(response.json()["params"]["fields"]) == [missing]


def test_no_token_is_logged(google: LocalIssuer, phone: Native, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = google.token()
    sign_in(phone, token)
    sign_in(phone, token[:-9])
    google.failure = Failure.SERVER_ERROR
    sign_in(phone, signed(google, kid="key-7"))
    assert "issuer_keys_unavailable" in caplog.text
    assert token[:40] not in caplog.text
    assert token.split(".")[1] not in caplog.text
