"""Staff sign in with a password and a code."""

import re
from base64 import b32decode

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from accounts.models import User
from backoffice.models import AuditEntry
from backoffice.tests.conftest import StaffFactory
from backoffice.tests.staff import code_of, sign_in, staff_made
from solacore.testing.clients import PASSWORD, new_email


@pytest.fixture(autouse=True)
def _many_attempts(settings: Settings) -> None:
    settings.RATE_LIMIT_IP_WHITELIST = ["127.0.0.1"]


def is_in(browser: Client) -> bool:
    return browser.get("/admin/").status_code == 200


def test_both_factors_let_in() -> None:
    browser, user = Client(), staff_made("support")
    assert sign_in(browser, user).status_code == 302
    assert is_in(browser)
    cookie = browser.cookies["admin_session"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/admin/", "Strict", True)


@pytest.mark.parametrize(("password", "code"), [("wrong", None), (PASSWORD, "000000"), (PASSWORD, "")])
def test_one_factor_does_not_and_nothing_tells_which_is_wrong(password: str, code: str | None) -> None:
    browser, user = Client(), staff_made("support")
    page = sign_in(browser, user, password=password, code=code).content.decode()
    assert re.findall(r'errornote">(.*?)<', page)[0].startswith("Please enter the correct email")
    assert not is_in(browser)


def test_a_code_works_once() -> None:
    user = staff_made("support")
    code = code_of(TOTPDevice.objects.get(user=user))
    assert sign_in(Client(), user, code=code).status_code == 302
    assert sign_in(Client(), user, code=code).status_code == 200


def test_guesses_are_slowed_down() -> None:
    user = staff_made("support")
    for _ in range(6):
        page = sign_in(Client(), user, password="wrong").content.decode()
    page = sign_in(Client(), user).content.decode()
    assert "Too many attempts. Please wait" in page


def test_attempts_from_one_address_are_limited(settings: Settings) -> None:
    settings.RATE_LIMIT_IP_WHITELIST = []
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "AUTH": "2/day"}
    pages = [
        Client(REMOTE_ADDR="192.0.2.77").post("/admin/login/", {"username": new_email(), "password": "x"})
        for _ in range(3)
    ]
    assert "Too many attempts" in pages[-1].content.decode()


def test_the_first_sign_in_sets_the_second_factor_up() -> None:
    browser, user = Client(), staff_made("support")
    TOTPDevice.objects.filter(user=user).delete()
    assert sign_in(browser, user).status_code == 302
    assert browser.get("/admin/").status_code == 302
    assert browser.get("/admin/login/").headers["Location"] == "/admin/two-factor/"
    page = browser.get("/admin/two-factor/").content.decode()
    secret = re.findall(r'class="secret">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    assert "<svg" in page
    wrong = browser.post("/admin/two-factor/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not TOTPDevice.objects.filter(user=user).exists()
    device = TOTPDevice(key=_hex(secret))
    assert browser.post("/admin/two-factor/", {"code": code_of(device)}).status_code == 302
    assert is_in(browser)
    assert AuditEntry.objects.filter(actor_id=user.pk, action="two-factor-set-up").count() == 1
    # Whoever has one can't replace it there.
    assert browser.get("/admin/two-factor/").headers["Location"].startswith("/admin/login/")


def _hex(secret: str) -> str:
    return b32decode(secret).hex()


def test_a_password_alone_never_replaces_the_second_factor() -> None:
    browser, user = Client(), staff_made("support")
    browser.force_login(user)
    assert browser.get("/admin/").status_code == 302
    assert browser.post("/admin/two-factor/", {"code": "123456"}).status_code == 302
    assert TOTPDevice.objects.filter(user=user).count() == 1


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/accounts/user/", "/admin/two-factor/", "/admin/audit.csv"]
)
def test_nobody_else_gets_in(path: str) -> None:
    person = User.objects.create_user(new_email(), PASSWORD)
    stranger, ordinary = Client(), Client()
    ordinary.force_login(person)
    for browser in (stranger, ordinary):
        response = browser.get(path)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


def test_a_closed_account_is_out_at_once(staff: StaffFactory) -> None:
    browser = staff("support")
    User.objects.filter(pk=browser.user.pk).update(is_active=False)
    assert not is_in(browser)


def test_the_second_factor_needs_a_csrf_token() -> None:
    browser, user = Client(enforce_csrf_checks=True), staff_made("support")
    TOTPDevice.objects.filter(user=user).delete()
    browser.force_login(user)
    assert browser.get("/admin/two-factor/").status_code == 200
    assert browser.post("/admin/two-factor/", {"code": "123456"}).status_code == 403


def test_a_password_is_changed_by_the_reset_mail_only(staff: StaffFactory) -> None:
    browser = staff(is_superuser=True)
    assert browser.get("/admin/password_change/").status_code == 404
    assert "password_change" not in browser.get("/admin/").content.decode()


def test_a_foreign_page_to_go_to_is_ignored() -> None:
    user = staff_made("support")
    device = TOTPDevice.objects.get(user=user)
    data = {
        "username": user.email,
        "password": PASSWORD,
        "otp_token": code_of(device),
        "next": "//evil.test/",
    }
    assert Client().post("/admin/login/", data).headers["Location"] == "/admin/"
