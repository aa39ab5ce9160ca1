"""The list of sessions, its limits, and what a conversation looks like when it isn't an ordinary one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings

from accounts.models import User
from billing.models import Usage
from solve.models import SolveSession
from solve.tests.fakes import openai_wire
from solve.tests.vendor import StartVendor
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import PHONE, Visitor, visiting

HOSTILE = """\
# A heading

<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1">
<style>body { display: none }</style><iframe src="https://evil.test"></iframe>

![a picture](https://evil.test/picture.png) [a link](https://example.com/a?b=1)
[bad](javascript:window.pwned=1) [worse](data:text/html,<script>window.pwned=1</script>)
<a href="https://evil.test" onclick="window.pwned=1">raw</a>

| one | two |
|---|---|
| **1** | `2 < 3` |

- [x] a task
- **bold**, *emphasis*, ~~gone~~

> quoted
"""
LONG = "\n\n".join(f"{number}. **Point {number}** with *words* and `code` in it." for number in range(230))
# Every text in the conversation has a solid surface below it, nearer than the coloured background.
ON_THE_BACKGROUND = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bare = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["SCRIPT", "NOSCRIPT"].includes(element.tagName)) continue;
    if (!element.checkVisibility() || element.closest(".visually-hidden")) continue;
    let above = element;
    while (above && !/^rgb\\(/.test(getComputedStyle(above).backgroundColor)) above = above.parentElement;
    if (!above || above === document.body) bare.push(walker.currentNode.data.trim());
  }
  return bare;
}"""
CRISIS = "I have the pills here and I am going to kill myself tonight."


def test_sessions_are_found_filtered_and_deleted(visitor: Visitor) -> None:
    page = visitor.page
    visitor.register()
    expect(page.locator("#empty")).to_contain_text("Nothing here yet")
    for story in ("My shop closes in June.", "My brother doesn't call."):
        visitor.start()
        visitor.say(story)
        visitor.settle()
        visitor.go("/app")
    expect(page.locator(".sessions .title")).to_have_text(
        ["My brother doesn't call.", "My shop closes in June."]
    )
    visitor.audit("desk-light-app-list")
    page.fill("#q", "shop june")
    expect(page.locator(".sessions .title")).to_have_text(["My shop closes in June."])
    page.fill("#q", "nothing like it")
    expect(page.locator("#empty")).to_contain_text("No session has all these words")
    page.fill("#q", "")
    page.select_option("#status", "completed")
    expect(page.locator("#count")).to_have_text("Nothing found.")
    page.select_option("#status", "active")
    expect(page.locator(".sessions li")).to_have_count(2)
    page.click(".sessions li:first-child button")
    visitor.audit("desk-light-delete-session")
    page.click("#confirm [value=no]")
    expect(page.locator(".sessions li")).to_have_count(2)
    page.click(".sessions li:first-child button")
    page.click("#confirm [value=yes]")
    expect(page.locator(".sessions .title")).to_have_text(["My shop closes in June."])
    assert SolveSession.objects.filter(user__email=visitor.email).count() == 1


@pytest.mark.parametrize("payments", [False, True])
def test_a_plan_that_is_used_up_is_explained_with_the_way_on(
    visit: NewVisitor, settings: Settings, payments: bool
) -> None:
    settings.PAYMENTS_ENABLED = payments
    visitor = visit(viewport=PHONE)
    visitor.register()
    visitor.start()
    Usage.objects.filter(user=User.objects.get(email=visitor.email)).update(sessions_used=10)
    visitor.go("/app")
    visitor.page.click("#new")
    expect(visitor.page.locator("#quota")).to_contain_text("10 sessions to try Solacore out")
    expect(visitor.page.locator("#quota")).to_be_focused()
    expect(visitor.page.locator('#quota a[href="/pricing"]')).to_have_count(int(payments))
    visitor.audit(f"phone-light-quota-{'payments' if payments else 'free'}")


@pytest.mark.parametrize(
    ("zone", "number"),
    [
        ("Europe/Madrid", "717003717"),
        ("America/Mexico_City", "8009112000"),
        ("Europe/Berlin", "112"),
    ],
)
def test_in_a_crisis_the_helplines_of_the_right_country_come_first_and_stay(
    visit: NewVisitor, zone: str, number: str
) -> None:
    visitor = visit(viewport=PHONE, timezone_id=zone, color_scheme="dark")
    page = visitor.page
    visitor.register()
    session_id = visitor.start()
    visitor.say(CRISIS)
    expect(page.locator("#crisis")).to_be_visible()
    assert page.locator("#crisis a.call").first.get_attribute("href") == f"tel:{number}"
    visitor.settle()
    assert visitor.replies() == visitor.stored_replies(session_id)
    assert page.evaluate(ON_THE_BACKGROUND) == []
    if zone == "Europe/Madrid":
        visitor.audit("phone-dark-crisis")
        page.click("#crisis summary")
        expect(page.locator('#crisis a[href="tel:988"]').first).to_be_visible()
    page.reload()
    expect(page.locator("#crisis a.call").first).to_be_visible()
    expect(page.locator("#text")).to_be_visible()


def test_an_option_is_picked_from_its_card(visitor: Visitor) -> None:
    page = visitor.page
    visitor.register()
    session_id = visitor.start()
    with visitor.api() as client:
        for step in ("clarify", "reframe", "options"):
            moved = client.patch(f"/sessions/{session_id}", json={"current_step": step})
            assert moved.status_code == 200
    page.reload()
    expect(page.locator("#steps [aria-current=step]")).to_have_attribute("data-step", "options")
    visitor.say("I could call her, write to her, or wait until June.")
    visitor.settle()
    title = page.locator(".option h3").first.inner_text()
    page.locator(".option .button").first.click()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value(f"I would like to go with: {title}")


def test_a_concern_shows_helplines_beside_the_reply(visitor: Visitor) -> None:
    visitor.register()
    visitor.start()
    visitor.say("Years ago I tried to kill myself.")
    visitor.settle()
    expect(visitor.page.locator("#crisis")).to_have_attribute("data-kind", "concern")


def test_a_hostile_reply_is_shown_and_does_nothing(visitor: Visitor, vendor: StartVendor) -> None:
    vendor(openai_wire.reply(*[HOSTILE[at : at + 7] for at in range(0, len(HOSTILE), 7)]))
    page = visitor.page
    visitor.register()
    visitor.start()
    visitor.say("Show me.")
    visitor.settle()
    text = page.locator('.message[data-role="assistant"] .message-text')
    expect(text.locator("table td strong")).to_have_text("1")
    expect(text).to_contain_text("<script>window.pwned = 1</script>")
    assert page.evaluate("window.pwned") is None
    assert text.locator("img, script, style, iframe, [onclick], [onerror], [style]").count() == 0
    links = text.locator("a[href]").evaluate_all(
        "(links) => links.map((link) => [link.getAttribute('href'), link.rel])"
    )
    assert [href for href, _ in links] == ["https://example.com/a?b=1"]
    assert all("noopener" in rel for _, rel in links)
    visitor.audit("desk-light-hostile")


def test_a_reply_of_ten_thousand_characters_is_whole(visitor: Visitor, vendor: StartVendor) -> None:
    assert len(LONG) > 10_000
    vendor(openai_wire.reply(*[LONG[at : at + 20] for at in range(0, len(LONG), 20)]))
    visitor.register()
    session_id = visitor.start()
    visitor.say("Tell me everything.")
    visitor.settle()
    expect(visitor.page.locator(".message-text strong")).to_have_count(230)
    assert visitor.replies() == visitor.stored_replies(session_id)


@pytest.fixture(scope="module")
def talking(chromium: Browser, server: str) -> Iterator[Visitor]:
    """A visitor in the middle of a session."""
    with visiting(chromium, server) as visitor:
        visitor.register()
        visitor.start()
        visitor.say("My father's memory is failing, and I can't sleep.")
        visitor.settle()
        yield visitor


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mood", ["anxious", "sad", "calm", "confused", "neutral", "off"])
def test_every_text_stands_on_a_solid_surface_in_every_mood(talking: Visitor, mood: str, scheme: str) -> None:
    talking.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    talking.page.evaluate("(mood) => { document.getElementById('mood').dataset.mood = mood; }", mood)
    talking.page.wait_for_timeout(350)
    assert talking.page.evaluate(ON_THE_BACKGROUND) == []
    talking.audit(f"desk-{scheme}-mood-{mood}", "color-contrast")
    assert talking.faults == []


def test_the_mood_can_be_turned_off_and_stays_off(visitor: Visitor) -> None:
    page = visitor.page
    visitor.register()
    visitor.start()
    visitor.say("I am terrified and my heart is racing, I can't stop worrying.")
    visitor.settle()
    expect(page.locator("#mood")).to_have_attribute("data-mood", "anxious")
    page.click("#mood-switch")
    expect(page.locator("#mood")).to_have_attribute("data-mood", "off")
    page.reload()
    expect(page.locator("#mood")).to_have_attribute("data-mood", "off")
    visitor.go("/app/settings")
    expect(page.locator("#mood")).not_to_be_checked()


def test_somebody_else_s_session_is_not_there(visitor: Visitor) -> None:
    visitor.register()
    visitor.go("/app/sessions/7e6f0d0e-0000-4000-8000-000000000000")
    expect(visitor.page.locator("#messages")).to_contain_text("isn't there any more")
