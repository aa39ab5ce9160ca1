"""A reply that is being written while its account or its session is erased."""

import threading
import time
from collections.abc import Callable

import pytest
from django_redis import get_redis_connection

from solacore.testing.clients import Native
from solve.models import Message
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor

STORY = "I can't sleep since the letter came."
# Seconds; well below LLM_TIMEOUT, which ends such a reply as well.
SOON = 15


@pytest.fixture
def left_alone(vendor: StartVendor) -> threading.Event:
    """A model that falls silent in the middle of its first reply; set when nobody waits for it any more."""
    left = threading.Event()

    async def falls_silent(exchange: Exchange) -> None:
        await openai_wire.begin(exchange, "It ", "sounds ", "heavy. ")
        await exchange.until_client_leaves()
        left.set()

    vendor(falls_silent, openai_wire.reply("Tell ", "me ", "more."))
    return left


def is_in_redis(reply: str) -> bool:
    return bool(get_redis_connection().exists(f"solacore:turn:{reply}"))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@pytest.mark.parametrize("what", ["account", "session"])
def test_it_stops_and_leaves_nothing_behind(person: Native, left_alone: threading.Event, what: str) -> None:
    session_id = person.start()
    path = {"account": "/account", "session": f"/sessions/{session_id}"}[what]
    with person.sending(session_id, STORY) as events:
        reply = next(events).data["message_id"]
        assert next(events).name == "token"
        wait_until(lambda: is_in_redis(reply))
        assert person.again().request("DELETE", path).status_code == 204
        assert left_alone.wait(SOON)
        assert list(events)[-1].name in {"error", "interrupted"}
    wait_until(lambda: not is_in_redis(reply))
    assert not Message.objects.filter(pk=reply).exists()


def test_the_next_person_gets_a_reply(person: Native, outsider: Native, left_alone: threading.Event) -> None:
    with person.sending(person.start(), STORY) as events:
        assert next(events).name == "start"
        assert person.again().request("DELETE", "/account").status_code == 204
        assert left_alone.wait(SOON)
    assert outsider.send(outsider.start(), STORY)[-1].name == "done"
