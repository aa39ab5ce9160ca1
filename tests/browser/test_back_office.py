"""The back office in a browser: a day of a member of the staff."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from analytics.services.outbox import events_move
from analytics.services.rollup import rollup
from backoffice.tests.staff import REASON, code_of, staff_made
from solacore.testing.clients import PASSWORD, Native
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor

MARKER = "kingfisher-behind-the-mill"


@pytest.fixture(autouse=True)
def _many_sign_ins(settings: Settings) -> None:
    """From one address."""
    settings.RATE_LIMIT_IP_WHITELIST = ["127.0.0.1"]


def sign_in(page: Page, user: User) -> None:
    page.goto("/admin/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(TOTPDevice.objects.get(user=user)))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Back office")).to_be_visible()


def act(page: Page, label: str, **fields: str) -> None:
    page.get_by_role("link", name=label, exact=True).click()
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name=label).click()


def test_a_day_of_the_staff(visitor: Visitor, person: Native) -> None:
    page = visitor.page
    session_id = person.start()
    person.send(session_id, f"I can't stop thinking of the {MARKER}.")
    events_move()
    rollup(timezone.now())
    user = staff_made("administrator", "safety", "billing")
    sign_in(page, user)
    visitor.audit("back-office-index")

    page.get_by_role("link", name="People", exact=True).click()
    page.locator("#searchbar").fill(person.email[:14].upper())
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name=person.email).click()
    visitor.audit("back-office-person")
    assert MARKER not in page.content()

    act(page, "End a sign-in session", session=person.get("/auth/sessions").json()[0]["id"])
    expect(page.get_by_text("Sessions ended: 1.")).to_be_visible()
    assert person.get("/auth/me").status_code == 401
    assert person.login(person.email).status_code == 200

    until = timezone.now().date() + timedelta(days=9)
    act(page, "Grant a tier", tier="pro", until=str(until))
    expect(page.get_by_text(re.compile("Granted pro until"))).to_be_visible()
    assert person.post("/sessions", {}).json()["usage"]["tier"] == "pro"

    page.get_by_role("link", name=session_id).click()
    assert MARKER not in page.content()
    page.get_by_role("link", name="Break the glass to read it").click()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Break the glass").click()
    expect(page.get_by_text(MARKER).first).to_be_visible()
    visitor.audit("back-office-conversation")

    page.goto("/admin/backoffice/auditentry/")
    for slug in ("break-glass", "grant-tier", "revoke-session"):
        expect(page.get_by_role("cell", name=slug).first).to_be_visible()
    visitor.audit("back-office-trail")
    page.goto("/admin/reports/usage/")
    expect(page.get_by_role("img", name="signups")).to_be_visible()
    visitor.audit("back-office-report")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen(visit: NewVisitor, person: Native, scheme: str, width: int) -> None:
    visitor = visit(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = visitor.page
    sign_in(page, staff_made("administrator"))
    for name, path in {
        "index": "/admin/",
        "person": f"/admin/accounts/user/{person.user['id']}/change/",
        "report": "/admin/reports/funnel/",
    }.items():
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} pixels too wide"
        visitor.audit(f"back-office-{name}-{scheme}-{width}")
