"""A new person, from the start page to the reminder of their first step."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from solacore.testing.clients import PASSWORD, new_email
from solve.demo.people import STORIES, line
from solve.models import SolveSession
from solve.steps import Step
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import DESK, PHONE, Visitor

MOST_MESSAGES = 20


def tab_to(visitor: Visitor, selector: str) -> None:
    """Presses Tab until the element has the focus, as people without a mouse do."""
    for _ in range(60):
        if visitor.page.evaluate("(wanted) => document.activeElement?.matches(wanted) ?? false", selector):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard doesn't reach {selector}")


def tell_story(visitor: Visitor, locale: str, name: str, audited: Collection[str]) -> None:
    """Goes through all five steps with the demo's words, and has some of them audited."""
    page = visitor.page
    said: dict[str, int] = {}
    for _ in range(MOST_MESSAGES):
        if page.locator(".closing").count():
            return
        step = page.locator("#steps [aria-current=step]").get_attribute("data-step") or ""
        tab_to(visitor, "#text")
        page.keyboard.insert_text(line(STORIES[locale], Step(step), said.get(step, 0)))
        said[step] = said.get(step, 0) + 1
        tab_to(visitor, "#send")
        page.keyboard.press("Enter")
        expect(page.locator('.message[data-role="user"]')).to_have_count(sum(said.values()))
        visitor.settle()
        if said[step] == 1 and step in audited:
            visitor.audit(f"{name}-{step}")
    raise AssertionError("the session didn't come to its end")


def test_from_the_start_page_to_the_reminder_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(visitor, 'main a[href="/register"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/register")
    tab_to(visitor, "#email")
    page.keyboard.type(new_email())
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/app")
    expect(page.locator("#empty")).to_be_visible()
    visitor.audit("desk-light-app-empty")
    tab_to(visitor, "#new")
    page.keyboard.press("Enter")
    page.wait_for_url("**/app/sessions/*")
    expect(page.locator("#intro")).to_be_visible()
    visitor.audit("desk-light-session-new")
    tell_story(visitor, "en", "desk-light", ("receive", "options", "commit"))
    session_id = page.url.rpartition("/")[2]
    assert visitor.replies() == visitor.stored_replies(session_id)
    tab_to(visitor, "#step-time")
    tab_to(visitor, ".first-step .button.primary")
    page.keyboard.press("Enter")
    expect(page.locator(".first-step .notice")).to_contain_text("get a mail on")
    visitor.audit("desk-light-finished")
    kept = SolveSession.objects.get(pk=session_id)
    assert kept.status == "completed"
    assert kept.first_step_action
    assert kept.reminder_time is not None
    # Tomorrow at nine in Madrid, where this browser is.
    assert kept.reminder_time.astimezone(UTC).hour in {7, 8}
    assert timedelta(0) < kept.reminder_time - datetime.now(UTC) < timedelta(days=2)
    with page.expect_download() as download:
        tab_to(visitor, ".closing .button.primary")
        page.keyboard.press("Enter")
    assert "My father's memory" in download.value.path().read_text("utf-8")
    assert visitor.readable_tokens() == []


@pytest.mark.parametrize(
    ("tag", "locale", "lang", "options", "look"),
    [
        ("es-MX", "es", "es", {"viewport": PHONE, "color_scheme": "dark", "has_touch": True}, "phone-dark"),
        ("zh-CN", "zh", "zh-Hans", {"viewport": DESK, "color_scheme": "dark"}, "desk-dark"),
    ],
)
def test_the_whole_way_in_each_other_language(
    visit: NewVisitor, tag: str, locale: str, lang: str, options: dict[str, object], look: str
) -> None:
    visitor = visit(locale=tag, **options)
    page = visitor.page
    visitor.register()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    session_id = visitor.start()
    tell_story(visitor, locale, f"{look}-{locale}", ("options",))
    visitor.audit(f"{look}-{locale}-finished")
    assert visitor.replies() == visitor.stored_replies(session_id)
    assert SolveSession.objects.get(pk=session_id).locale == locale
    visitor.go("/app")
    expect(page.locator(".sessions li")).to_have_count(1)
    visitor.audit(f"{look}-{locale}-app")
    visitor.go("/app/settings")
    expect(page.locator("#sign-ins li")).to_have_count(1)
    visitor.audit(f"{look}-{locale}-settings")
