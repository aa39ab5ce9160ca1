"""How many replies to one person may be written at once."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django import Settings

from solacore.testing.clients import Native, problem
from solacore.testing.threads import Threads
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor

STORY = "I have told nobody at work why I keep missing deadlines."
CRISIS = "I am going to kill myself tonight."


async def _keeps_silent(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "I ")
    await exchange.until_client_leaves()


@pytest.fixture
def sessions(person: Native, vendor: StartVendor, settings: Settings) -> Iterator[list[str]]:
    """Four sessions, for somebody who may have two replies; whatever runs in them is stopped."""
    settings.TURNS_PER_PERSON = 2
    vendor(_keeps_silent)
    session_ids = [person.start() for _ in range(4)]
    yield session_ids
    for session_id in session_ids:
        for message in person.messages(session_id)[1:]:
            person.post(f"/sessions/{session_id}/messages/{message['id']}/stop")


def _body(content: str = STORY, **more: str) -> dict[str, str]:
    return {"content": content, "step": "receive", **more}


def test_one_more_is_refused_until_one_ends(person: Native, outsider: Native, sessions: list[str]) -> None:
    with ExitStack() as streams:
        running = [
            streams.enter_context(
                person.again().sending(session_id, STORY, client_message_id=f"m-{session_id}")
            )
            for session_id in sessions[:2]
        ]
        first = next(running[0]).data["message_id"]
        refused = person.post(f"/sessions/{sessions[2]}/messages", json=_body())
        assert problem(refused) == (429, "TOO_MANY_REPLIES")
        assert int(refused.headers["Retry-After"]) == refused.json()["params"]["retry_after"] > 0
        assert person.messages(sessions[2]) == []
        # What needs no model, or no new turn, is answered; and others are not concerned.
        assert person.send(sessions[3], CRISIS)[-1].data["blocked"] is True
        again = streams.enter_context(
            person.again().sending(sessions[0], STORY, client_message_id=f"m-{sessions[0]}")
        )
        assert next(again).data["message_id"] == first
        with outsider.sending(outsider.start(), STORY) as events:
            next(events)
        person.post(f"/sessions/{sessions[0]}/messages/{first}/stop")
        assert list(running[0])[-1].name == "stopped"
        assert next(streams.enter_context(person.again().sending(sessions[2], STORY))).name == "start"


def test_at_once_no_more_begin_than_may(person: Native, sessions: list[str]) -> None:
    def send(session_id: str) -> int:
        client = person.again()
        path = f"/sessions/{session_id}/messages"
        with client.http.stream("POST", path, json=_body(), headers=client.headers()) as response:
            return response.status_code

    with Threads(len(sessions)) as threads:
        assert sorted(threads.map(send, sessions)) == [200, 200, 429, 429]
