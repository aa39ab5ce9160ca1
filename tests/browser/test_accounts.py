"""Accounts in the browser: mailed links, devices and sign-ins, every tab, language, export and erasure."""

import json
import re

import pytest
from playwright.sync_api import Request, expect
from pytest_django import Settings

from accounts.models import User
from accounts.tests.mails import mails_to, reset_tokens_to, token_in
from solacore.testing.clients import PASSWORD
from solve.models import SolveSession
from solve.reminder_mail import unsubscribe_token
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor

NEW_PASSWORD = "Other-Harbor8"


def test_a_form_says_what_is_wrong_at_the_field(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/register")
    page.click("#form [type=submit]")
    expect(page.locator("#email-fault")).to_have_text("Please fill this in.")
    expect(page.locator("#email")).to_be_focused()
    page.fill("#email", "ana")
    page.fill("#password", "short")
    page.click("#form [type=submit]")
    expect(page.locator("#email-fault")).to_contain_text("ana@example.com")
    expect(page.locator("#password-fault")).to_contain_text("capital letter")
    visitor.audit("desk-light-register-faults")
    page.click("[data-shows]")
    expect(page.locator("#password")).to_have_attribute("type", "text")


def test_a_wrong_password_and_an_address_that_is_taken(visitor: Visitor) -> None:
    visitor.register()
    visitor.page.click("[data-sign-out]")
    visitor.page.wait_for_url("**/login?why=left")
    visitor.page.fill("#email", visitor.email)
    visitor.page.fill("#password", "Wrong-Harbor7")
    visitor.page.click("#form [type=submit]")
    expect(visitor.page.locator("#notice")).to_have_text("The email or the password is wrong.")
    visitor.audit("desk-light-login-refused")
    visitor.go("/register")
    visitor.page.fill("#email", visitor.email)
    visitor.page.fill("#password", PASSWORD)
    visitor.page.click("#form [type=submit]")
    expect(visitor.page.locator("#notice")).to_contain_text("already registered")


def test_two_people_share_a_browser(visitor: Visitor) -> None:
    visitor.register()
    first = visitor.email
    visitor.page.click("[data-sign-out]")
    visitor.page.wait_for_url("**/login?why=left")
    visitor.register()
    visitor.page.click("[data-sign-out]")
    visitor.page.wait_for_url("**/login?why=left")
    visitor.login(first)
    visitor.start()


def test_a_password_is_reset_by_the_mailed_link(visitor: Visitor) -> None:
    page = visitor.page
    visitor.register()
    page.click("[data-sign-out]")
    page.wait_for_url("**/login?why=left")
    page.click("text=Forgot your password?")
    page.wait_for_url("**/forgot-password")
    page.fill("#email", visitor.email)
    page.click("#form [type=submit]")
    expect(page.locator("#notice")).to_contain_text("on its way")
    (token,) = reset_tokens_to(visitor.email)
    visitor.go(f"/reset-password?token={token}")
    assert "token" not in page.url
    page.fill("#new_password", NEW_PASSWORD)
    page.click("#form [type=submit]")
    expect(page.locator("#notice")).to_contain_text("Your password is changed")
    page.click("#ways-on a")
    page.wait_for_url("**/login")
    visitor.login(visitor.email, NEW_PASSWORD)
    visitor.go(f"/reset-password?token={token}")
    page.fill("#new_password", NEW_PASSWORD)
    page.click("#form [type=submit]")
    expect(page.locator("#notice")).to_contain_text("no longer valid")


def test_an_address_is_confirmed_by_the_mailed_link(visitor: Visitor) -> None:
    visitor.register()
    mail = next(mail for mail in mails_to(visitor.email) if "verify-email" in mail.body)
    visitor.go(f"/verify-email?token={token_in(mail)}")
    visitor.page.click("#form [type=submit]")
    expect(visitor.page.locator("#notice")).to_contain_text("Your address is confirmed")
    assert User.objects.get(email=visitor.email).email_verified_at is not None


def test_reminders_are_stopped_by_the_mailed_link_and_allowed_again(visitor: Visitor) -> None:
    page = visitor.page
    visitor.register()
    visitor.go(f"/unsubscribe?token={unsubscribe_token(User.objects.get(email=visitor.email).pk)}")
    page.click("#form [type=submit]")
    expect(page.locator("#notice")).to_contain_text("no more reminders")
    visitor.go("/app/settings")
    expect(page.locator("#reminders-on")).to_be_enabled()
    expect(page.locator("#reminders-on")).not_to_be_checked()
    with page.expect_response("**/reminders"):
        page.check("#reminders-on")
    with visitor.api() as client:
        assert client.get("/reminders").json() == {"enabled": True}


@pytest.mark.parametrize("path", ["/reset-password", "/verify-email", "/unsubscribe"])
def test_a_mailed_link_without_its_token_says_so(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    expect(visitor.page.locator("#notice")).to_contain_text("no longer valid")
    expect(visitor.page.locator("#form")).to_be_hidden()


def test_another_sign_in_is_ended_and_another_device_removed(visit: NewVisitor, settings: Settings) -> None:
    settings.BETA_MODE = True  # no limit of devices
    here, there = visit(), visit()
    here.register()
    there.login(here.email)
    here.go("/app/settings")
    expect(here.page.locator("#sign-ins .button")).to_have_count(1)
    here.audit("desk-light-settings-two-devices")
    here.page.click("#sign-ins .button")
    expect(here.page.locator("#notice")).to_have_text("The sign-in is ended.")
    there.page.click("#new")
    there.page.wait_for_url("**/login?why=ended&next=%2Fapp")
    there.login(here.email)
    here.page.click("#devices .button")
    expect(here.page.locator("#notice")).to_contain_text("The device is removed")
    expect(here.page.locator("#devices li")).to_have_count(1)
    there.go("/app")
    there.page.wait_for_url("**/login?why=ended&next=%2Fapp")


def test_a_plan_s_limit_of_devices_is_explained(visit: NewVisitor) -> None:
    here, there = visit(), visit()
    here.register()
    there.go("/login")
    there.page.fill("#email", here.email)
    there.page.fill("#password", PASSWORD)
    there.page.click("#form [type=submit]")
    expect(there.page.locator("#notice")).to_contain_text("allows no further device")


def test_signing_out_in_one_tab_is_at_once_in_all(visitor: Visitor) -> None:
    visitor.register()
    other = visitor.context.new_page()
    other.goto(f"{visitor.server}/app/settings")
    expect(other.locator("#sign-ins li")).to_have_count(1)
    visitor.page.click("[data-sign-out]")
    visitor.page.wait_for_url("**/login?why=left")
    other.wait_for_url("**/login?why=left")
    other.goto(f"{visitor.server}/app/settings")
    other.wait_for_url("**/login?next=**")


def test_an_expired_token_is_refreshed_once_for_all_tabs_and_no_request_is_lost(visitor: Visitor) -> None:
    visitor.register()
    visitor.start()
    visitor.go("/app")
    other = visitor.context.new_page()
    other.goto(f"{visitor.server}/app/settings")
    expect(other.locator("#sign-ins li")).to_have_count(1)
    refreshed: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/auth/refresh"):
            refreshed.append(request.url)

    visitor.context.on("request", note)
    visitor.context.clear_cookies(name="access_token")
    visitor.page.evaluate("location.reload()")
    other.evaluate("location.reload()")
    expect(visitor.page.locator(".sessions li")).to_have_count(1)
    expect(other.locator("#sign-ins li")).to_have_count(1)
    expect(other.locator("#devices li")).to_have_count(1)
    assert len(refreshed) == 1
    assert visitor.readable_tokens() == []


def test_a_sign_in_that_has_ended_leads_to_the_sign_in_and_back(visitor: Visitor) -> None:
    visitor.register()
    session_id = visitor.start()
    with visitor.api() as client:
        mine = client.get("/auth/sessions").json()[0]["id"]
        assert client.delete(f"/auth/sessions/{mine}").status_code == 204
    visitor.page.reload()
    visitor.page.wait_for_url("**/login?why=ended**")
    expect(visitor.page.locator("[data-sign-out]")).to_have_count(0)
    visitor.page.fill("#email", visitor.email)
    visitor.page.fill("#password", PASSWORD)
    visitor.page.click("#form [type=submit]")
    visitor.page.wait_for_url(f"**/app/sessions/{session_id}")


@pytest.mark.parametrize("evil", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"])
def test_the_way_on_never_leads_to_another_host(visitor: Visitor, evil: str) -> None:
    visitor.register()
    visitor.go(f"/login?next={evil}")
    visitor.page.fill("#email", visitor.email)
    visitor.page.fill("#password", PASSWORD)
    visitor.page.click("#form [type=submit]")
    visitor.page.wait_for_url(f"{visitor.server}/app")


def test_a_language_is_remembered_and_goes_with_the_person(visit: NewVisitor, settings: Settings) -> None:
    settings.BETA_MODE = True
    visitor = visit()
    visitor.register()
    visitor.go("/app/settings")
    visitor.page.select_option("#language", "zh-hans")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(visitor.page.locator("h1")).to_have_text("设置")
    assert User.objects.get(email=visitor.email).locale == "zh"
    visitor.go("/app")
    session_id = visitor.start()
    assert SolveSession.objects.get(pk=session_id).locale == "zh"
    elsewhere = visit()
    elsewhere.login(visitor.email)
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    elsewhere.page.click("footer [data-language=es]")
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "es")
    assert elsewhere.page.url == f"{elsewhere.server}/app"


def test_everything_is_exported_and_erased(visitor: Visitor) -> None:
    page = visitor.page
    visitor.register()
    visitor.start()
    visitor.say("My shop closes in June.")
    visitor.settle()
    visitor.go("/app/settings")
    with page.expect_download() as download:
        page.click("#export")
    export = json.loads(download.value.path().read_text("utf-8"))
    assert export["user"]["email"] == visitor.email
    assert "My shop closes in June." in {message["content"] for message in export["messages"]}
    page.click("#delete")
    visitor.audit("desk-light-delete-account")
    page.fill("#confirm-email", "somebody@example.com")
    page.click("#confirm-form [type=submit]")
    expect(page.locator("#confirm-email")).to_have_attribute("aria-invalid", "true")
    page.fill("#confirm-email", visitor.email)
    page.click("#confirm-form [type=submit]")
    page.wait_for_url(re.compile(r"/login\?why=erased"))
    expect(page.locator("#notice")).to_contain_text("is erased")
    assert not User.objects.filter(email=visitor.email).exists()
