"""A reply that is being written while the account is erased."""

import time
from collections.abc import Callable

from django_redis import get_redis_connection

from solacore.testing.clients import Native
from solve.models import Message
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor

STORY = "I can't sleep since the letter came."


async def never_ends(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It ", "sounds ", "heavy. ")
    await exchange.until_client_leaves()


def is_in_redis(reply: str) -> bool:
    return bool(get_redis_connection().exists(f"solacore:turn:{reply}"))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def test_it_stops_and_leaves_nothing_behind(person: Native, vendor: StartVendor) -> None:
    vendor(never_ends)
    with person.sending(person.start(), STORY) as events:
        reply = next(events).data["message_id"]
        assert next(events).name == "token"
        wait_until(lambda: is_in_redis(reply))
        assert person.again().request("DELETE", "/account").status_code == 204
        last = list(events)[-1]
    assert last.name in {"error", "interrupted"}
    wait_until(lambda: not is_in_redis(reply))
    assert not Message.objects.filter(pk=reply).exists()


def test_it_stops_when_its_session_is_deleted(person: Native, vendor: StartVendor) -> None:
    vendor(never_ends)
    session_id = person.start()
    with person.sending(session_id, STORY) as events:
        reply = next(events).data["message_id"]
        assert next(events).name == "token"
        assert person.again().request("DELETE", f"/sessions/{session_id}").status_code == 204
        assert list(events)[-1].name == "error"
    wait_until(lambda: not is_in_redis(reply))


def test_the_next_person_gets_a_reply(person: Native, outsider: Native, vendor: StartVendor) -> None:
    vendor(never_ends, openai_wire.reply("Tell ", "me ", "more."))
    with person.sending(person.start(), STORY) as events:
        next(events)
        assert person.again().request("DELETE", "/account").status_code == 204
        list(events)
    assert outsider.send(outsider.start(), STORY)[-1].name == "done"
