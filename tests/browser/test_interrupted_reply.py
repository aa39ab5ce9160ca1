"""A reply that something comes between: in the end the page shows what is stored, nothing twice or lost."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Route, expect
from pytest_django import Settings

from solve.models import Message
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor
from tests.browser.conftest import NewVisitor
from tests.browser.slow_model import FIRST, REST, SlowModel
from tests.browser.visitor import Visitor, even

STORY = "I promised to move in with my sister, and now I don't want to."


@pytest.fixture
def model(vendor: StartVendor) -> Iterator[SlowModel]:
    slow = SlowModel()
    vendor(slow.script)
    with slow.waiting():
        yield slow


def half_way(visitor: Visitor) -> str:
    """A session whose reply has stopped in the middle; answers its id."""
    visitor.register()
    session_id = visitor.start()
    visitor.say(STORY)
    expect(reply(visitor)).to_contain_text(FIRST.strip())
    return session_id


def reply(visitor: Visitor) -> Locator:
    """The text of the last reply on the page."""
    return visitor.page.locator('.message[data-role="assistant"] .message-text').last


def is_whole(visitor: Visitor, session_id: str) -> None:
    """Checks the page against what is stored."""
    expect(reply(visitor)).to_contain_text(REST)
    visitor.settle()
    expect(visitor.page.locator('.message[data-role="user"]')).to_have_count(1)
    expect(visitor.page.locator('.message[data-role="user"] .message-text')).to_have_text(STORY)
    assert visitor.replies() == visitor.stored_replies(session_id) == [even(FIRST + REST)]


def test_a_reload(visitor: Visitor, model: SlowModel) -> None:
    session_id = half_way(visitor)
    visitor.page.reload()
    expect(reply(visitor)).to_contain_text(FIRST.strip())
    visitor.page.reload()
    model.go.set()
    is_whole(visitor, session_id)


def test_a_lost_network(visitor: Visitor, model: SlowModel) -> None:
    session_id = half_way(visitor)
    visitor.context.set_offline(True)
    expect(visitor.page.locator("#state")).to_contain_text("connection is lost")
    model.go.set()
    while not Message.objects.filter(session=UUID(session_id), role="assistant", status="complete").exists():
        visitor.page.wait_for_timeout(50)
    assert visitor.replies() == [even(FIRST)]
    visitor.context.set_offline(False)
    is_whole(visitor, session_id)
    expect(visitor.page.locator("#state")).to_be_hidden()


def test_a_second_browser_in_the_middle(visit: NewVisitor, model: SlowModel, settings: Settings) -> None:
    settings.BETA_MODE = True  # no limit of devices
    first, second = visit(), visit()
    session_id = half_way(first)
    second.login(first.email)
    second.go(f"/app/sessions/{session_id}")
    expect(reply(second)).to_contain_text(FIRST.strip())
    model.go.set()
    is_whole(first, session_id)
    is_whole(second, session_id)


def test_a_second_browser_that_was_there_before(
    visit: NewVisitor, model: SlowModel, settings: Settings
) -> None:
    settings.BETA_MODE = True
    first, second = visit(), visit()
    first.register()
    session_id = first.start()
    second.login(first.email)
    with second.page.expect_websocket():
        second.go(f"/app/sessions/{session_id}")
    expect(second.page.locator("#text")).to_be_visible()
    first.say(STORY)
    expect(reply(second)).to_contain_text(FIRST.strip())
    expect(second.page.locator("#stop")).to_be_visible()
    model.go.set()
    is_whole(first, session_id)
    is_whole(second, session_id)


def test_a_message_whose_answer_got_lost_is_sent_again_and_counts_once(visitor: Visitor) -> None:
    visitor.register()
    session_id = visitor.start()
    tries: list[str] = []

    def lose_the_first(route: Route) -> None:
        tries.append(json.loads(route.request.post_data or "")["client_message_id"])
        if len(tries) > 1:
            route.continue_()
            return
        route.fetch()
        route.abort("connectionreset")

    visitor.page.route("**/messages", lose_the_first)
    visitor.say(STORY)
    visitor.settle()
    assert len(tries) == 2
    assert len(set(tries)) == 1
    assert Message.objects.filter(session=UUID(session_id)).count() == 2
    assert visitor.replies() == visitor.stored_replies(session_id)


def test_a_message_that_never_left_is_sent_by_the_next_visit(visitor: Visitor) -> None:
    visitor.register()
    session_id = visitor.start()
    visitor.page.route("**/messages", lambda route: route.abort("connectionreset"))
    visitor.say(STORY)
    expect(visitor.page.locator("#state")).to_contain_text("connection is lost")
    visitor.page.unroute_all()
    visitor.page.reload()
    expect(visitor.page.locator(".message")).to_have_count(2)
    visitor.settle()
    assert Message.objects.filter(session=UUID(session_id)).count() == 2
    assert visitor.replies() == visitor.stored_replies(session_id)


def test_stopping_keeps_what_is_written(visitor: Visitor, model: SlowModel) -> None:
    session_id = half_way(visitor)
    visitor.page.click("#stop")
    visitor.settle()
    expect(visitor.page.locator(".message-note").last).to_have_text("You stopped this reply.")
    assert visitor.replies() == visitor.stored_replies(session_id)
    visitor.audit("desk-light-stopped")
    model.go.set()
    visitor.say("Once more, please.")
    visitor.settle()
    assert len(visitor.stored_replies(session_id)) == 2


def test_a_model_that_fails_can_be_asked_again(visitor: Visitor, vendor: StartVendor) -> None:
    async def breaks_off(exchange: Exchange) -> None:
        await openai_wire.begin(exchange, "It sounds ")
        await exchange.end()

    vendor(breaks_off, openai_wire.reply("It sounds ", "heavy."))
    visitor.register()
    session_id = visitor.start()
    visitor.say(STORY)
    expect(visitor.page.locator("#state")).to_contain_text("broke off")
    visitor.audit("desk-light-failed")
    visitor.page.click("text=Ask again")
    expect(visitor.page.locator(".message")).to_have_count(4)
    visitor.settle()
    assert visitor.replies() == visitor.stored_replies(session_id)
    assert visitor.replies()[-1] == "It sounds heavy."


def test_a_draft_stays_until_it_is_sent_and_goes_with_the_person(visitor: Visitor) -> None:
    visitor.register()
    session_id = visitor.start()
    visitor.page.fill("#text", "Not yet said.")
    visitor.page.reload()
    expect(visitor.page.locator("#text")).to_have_value("Not yet said.")
    visitor.go("/app")
    visitor.page.click("[data-sign-out]")
    visitor.page.wait_for_url("**/login?why=left")
    assert "Not yet said" not in visitor.page.evaluate("JSON.stringify(localStorage)")
    visitor.login(visitor.email)
    visitor.go(f"/app/sessions/{session_id}")
    expect(visitor.page.locator("#text")).to_be_visible()
    expect(visitor.page.locator("#text")).to_have_value("")


def test_following_the_text_ends_when_the_person_scrolls_up(visitor: Visitor, model: SlowModel) -> None:
    model.go.set()
    visitor.register()
    visitor.start()
    for number in range(4):
        visitor.say(f"Thing {number}: " + "there is a lot to say about it. " * 12)
        visitor.settle()
    model.go.clear()
    visitor.say("And one more thing.")
    expect(reply(visitor)).to_contain_text(FIRST.strip())
    scroll = visitor.page.locator("#scroll")
    distance = "(box) => box.scrollHeight - box.scrollTop - box.clientHeight"
    assert scroll.evaluate(distance) < 5
    scroll.evaluate("(box) => { box.scrollTop = 0; }")
    expect(visitor.page.locator("#latest")).to_be_visible()
    model.go.set()
    visitor.settle()
    assert scroll.evaluate("(box) => box.scrollTop") == 0
    visitor.page.click("#latest")
    expect(visitor.page.locator("#latest")).to_be_hidden()
    assert scroll.evaluate(distance) < 5
