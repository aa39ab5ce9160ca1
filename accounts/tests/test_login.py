"""POST /auth/login."""

import pytest

from accounts.models import Device, User
from billing.models import Subscription
from solacore.testing.clients import PASSWORD, Browser, Native, NativeFactory, new_email, problem
from solacore.testing.threads import Threads


def test_in_any_case_with_the_same_body(native: NativeFactory, person: Native) -> None:
    response = native(person.fingerprint).login(person.email.upper())
    assert response.status_code == 200
    assert {"user", "message", "access_token", "refresh_token", "user_id"} <= set(response.json())
    assert response.json()["user"] == person.user


def test_a_browser_signs_in_by_cookie(browser: Browser, native: NativeFactory, person: Native) -> None:
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="standard")
    response = browser.enter("/auth/login", person.email)
    assert response.status_code == 200
    assert "access_token" not in response.json()
    assert browser.get("/auth/me").json()["id"] == person.user["id"]


@pytest.mark.parametrize("unknown", [True, False])
def test_a_wrong_password_and_an_unknown_address_are_alike(
    native: NativeFactory, person: Native, unknown: bool
) -> None:
    email = new_email() if unknown else person.email
    response = native(person.fingerprint).login(email, "Wrong-Harbor8")
    assert problem(response) == (401, "INVALID_CREDENTIALS")
    assert response.json()["detail"] == "The email or the password is wrong."


def test_an_inactive_person_is_not_let_in(native: NativeFactory, person: Native) -> None:
    User.objects.filter(pk=person.user["id"]).update(is_active=False)
    assert problem(native(person.fingerprint).login(person.email)) == (401, "INVALID_CREDENTIALS")
    assert problem(person.get("/auth/me")) == (401, "INVALID_TOKEN")


def test_the_free_tier_has_one_device(native: NativeFactory, person: Native) -> None:
    assert problem(native().login(person.email)) == (403, "DEVICE_LIMIT_REACHED")
    assert native(person.fingerprint).login(person.email).status_code == 200


def test_the_limit_follows_the_tier(native: NativeFactory, person: Native) -> None:
    for tier, limit in (("standard", 2), ("pro", 3)):
        Subscription.objects.filter(user_id=person.user["id"]).update(tier=tier)
        while Device.objects.filter(user_id=person.user["id"]).count() < limit:
            assert native().login(person.email).status_code == 200
        assert problem(native().login(person.email)) == (403, "DEVICE_LIMIT_REACHED")


def test_parallel_sign_ins_never_exceed_the_limit(native: NativeFactory, person: Native) -> None:
    Device.objects.filter(user_id=person.user["id"]).delete()

    def login(_: int) -> int:
        return native().login(person.email).status_code

    with Threads(20) as threads:
        answers = sorted(threads.map(login, range(20)))
    assert answers == [200] + [403] * 19
    assert Device.objects.filter(user_id=person.user["id"], is_active=True).count() == 1


def test_a_device_of_somebody_else_is_refused(
    native: NativeFactory, person: Native, outsider: Native
) -> None:
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="pro")
    response = native(outsider.fingerprint).login(person.email)
    assert problem(response) == (403, "DEVICE_BOUND_TO_OTHER")


def test_a_password_is_compared_as_it_is(native: NativeFactory, person: Native) -> None:
    response = native(person.fingerprint).login(person.email, f" {PASSWORD} ")
    assert problem(response) == (401, "INVALID_CREDENTIALS")


def test_a_person_who_was_made_without_a_subscription_gets_in(native: NativeFactory) -> None:
    email = new_email()
    User.objects.create_superuser(email, PASSWORD)
    client = native()
    assert client.login(email).status_code == 200
    assert client.post("/sessions").json()["usage"]["tier"] == "free"
