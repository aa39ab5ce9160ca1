"""POST /auth/register."""

import pytest

from accounts.models import Device, User
from billing.models import Subscription
from solacore.testing.clients import (
    PASSWORD,
    Browser,
    Native,
    NativeFactory,
    new_email,
    new_fingerprint,
    problem,
)
from solacore.testing.threads import Threads


def test_a_native_client_gets_its_tokens_in_the_body(native: NativeFactory) -> None:
    response = native().register("Anna.Berg@Example.com")
    body = response.json()
    assert response.status_code == 201
    assert set(body["user"]) == {"id", "email", "auth_provider", "locale"}
    assert body["user"]["email"] == "anna.berg@example.com"
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert body["user_id"] == body["user"]["id"]
    assert {"access_token", "refresh_token", "csrf_token"} <= set(response.cookies)


def test_a_browser_gets_them_in_cookies_only(browser: Browser) -> None:
    response = browser.enter("/auth/register")
    assert response.status_code == 201
    assert set(response.json()) == {"user", "message"}
    cookies = {header.split("=")[0]: header for header in response.headers.get_list("set-cookie")}
    for name in ("access_token", "refresh_token"):
        assert "HttpOnly" in cookies[name]
        assert "SameSite=Lax" in cookies[name]
    assert "HttpOnly" not in cookies["csrf_token"]
    assert browser.get("/auth/me").json()["email"] == browser.email


def test_a_new_person_is_on_the_free_tier(person: Native) -> None:
    assert Subscription.objects.get(user_id=person.user["id"]).tier == "free"


def test_the_password_is_kept_as_argon2_only(person: Native) -> None:
    assert User.objects.get(pk=person.user["id"]).password.startswith("argon2$argon2id$")


def test_an_address_is_taken_in_any_case(native: NativeFactory, person: Native) -> None:
    response = native().register(person.email.upper())
    assert problem(response) == (409, "EMAIL_ALREADY_EXISTS")
    assert "already registered" in response.json()["detail"]


def test_parallel_registrations_of_one_address_make_one_account(native: NativeFactory) -> None:
    email = new_email()

    def register(number: int) -> int:
        return native().register(email.upper() if number % 2 else email).status_code

    with Threads(20) as threads:
        answers = list(threads.map(register, range(20)))
    assert sorted(answers) == [201] + [409] * 19
    assert User.objects.filter(email__iexact=email).count() == 1


def test_a_device_of_somebody_else_is_refused_and_leaves_nothing(
    native: NativeFactory, person: Native
) -> None:
    other = native(person.fingerprint)
    assert problem(other.register()) == (403, "DEVICE_BOUND_TO_OTHER")
    assert not User.objects.filter(email=other.email).exists()


GOOD = {"email": "someone@example.com", "password": PASSWORD, "device_fingerprint": "f-1"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": None}, "email"),
        ({"email": "not an email"}, "email"),
        ({"email": 5}, "email"),
        ({"email": {"a": 1}}, "email"),
        ({"email": "a" * 250 + "@example.com"}, "email"),
        ({"password": None}, "password"),
        ({"password": ["x"]}, "password"),
        ({"password": "Abcde1x"}, "password"),
        ({"password": "quiet-harbor7"}, "password"),
        ({"password": "Quiet-Harbor"}, "password"),
        ({"password": "Password1"}, "password"),
        ({"password": "A1" + "x" * 200}, "password"),
        ({"device_fingerprint": None}, "device_fingerprint"),
        ({"device_fingerprint": ""}, "device_fingerprint"),
        ({"device_fingerprint": "f" * 10_000}, "device_fingerprint"),
        ({"device_fingerprint": "a\x00b"}, "device_fingerprint"),
        ({"device_name": "n" * 101}, "device_name"),
        ({"device_name": 3}, "device_name"),
        ({"locale": "fr"}, "locale"),
    ],
)
def test_each_fault_is_named(native: NativeFactory, change: dict[str, object], field: str) -> None:
    body = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    response = native().http.post("/auth/register", json=body)
    assert problem(response) == (422, "VALIDATION_ERROR")
    fields = response.json()["params"]["fields"]
    assert list(fields) == [field]
    assert all(isinstance(message, str) for message in fields[field])
    assert fields[field][0] in response.json()["detail"]


def test_lone_surrogates_are_refused(native: NativeFactory) -> None:
    body = b'{"email": "a@example.com", "password": "Quiet-Harbor7", "device_fingerprint": "\\ud800"}'
    response = native().http.post(
        "/auth/register", content=body, headers={"Content-Type": "application/json"}
    )
    assert problem(response) == (422, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("name", "platform"),
    [("iPhone 15", "ios"), ("Pixel 9", "android"), ("Chrome on Mac", "web"), ("", "web"), (None, "web")],
)
def test_the_platform_follows_from_the_name(native: NativeFactory, name: str | None, platform: str) -> None:
    client = native()
    client.register(device_name=name)
    assert Device.objects.get(user_id=client.user["id"]).platform == platform


@pytest.mark.parametrize(
    ("header", "locale"), [("es-MX,es;q=0.9", "es"), ("fr, zh-CN;q=0.8", "zh"), ("fr", "en")]
)
def test_the_language_is_that_of_the_client(native: NativeFactory, header: str, locale: str) -> None:
    body = {**GOOD, "email": new_email(), "device_fingerprint": new_fingerprint()}
    response = native().http.post("/auth/register", json=body, headers={"Accept-Language": header})
    assert response.json()["user"]["locale"] == locale
