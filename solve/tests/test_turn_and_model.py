"""A turn with a model behind it: what the model is asked, and what its failures become."""

import asyncio
import json
import threading

import pytest
from pytest_django import Settings

from solacore.testing.clients import Native, text_of
from solve.models import Message
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import SECRET, Exchange, Script
from solve.tests.vendor import StartVendor

WORDS = ["It ", "sounds ", "heavy."]


async def fails(exchange: Exchange) -> None:
    await exchange.error(500, {"error": {"message": SECRET}})


async def stalls(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It ", "sounds ")
    await exchange.until_client_leaves()


async def never_answers(exchange: Exchange) -> None:
    await exchange.until_client_leaves()


async def ends_without_a_finish(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It ", "sounds ")
    await exchange.end()


async def resets(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It ", "sounds ")
    await exchange.reset()


async def garbage(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.send(b"data: <html>" + SECRET.encode() + b"\n\n")
    await exchange.end()


async def writes_slowly(exchange: Exchange) -> None:
    await openai_wire.begin(exchange)
    for number in range(20):
        await openai_wire.text(exchange, f"word{number} ")
        await asyncio.sleep(0.05)
    await openai_wire.complete(exchange)


def test_the_model_gets_the_prompt_and_the_whole_conversation(person: Native, vendor: StartVendor) -> None:
    server = vendor(openai_wire.reply(*WORDS))
    session_id = person.start()
    said = ["My brother hasn't spoken to me since May.", "I wrote two letters.", "He is angry."]
    for line in said:
        assert text_of(person.send(session_id, line)) == "".join(WORDS)
    messages = server.received[-1].body["messages"]
    assert [message["role"] for message in messages] == ["system"] + ["user", "assistant"] * 2 + ["user"]
    assert [message["content"] for message in messages if message["role"] == "user"] == said
    assert len(messages[0]["content"]) > 200


def test_the_prompt_is_that_of_the_step_in_the_session_s_language(
    person: Native, vendor: StartVendor
) -> None:
    server = vendor(openai_wire.reply(*WORDS))
    session_id = person.start(locale="es")
    person.send(session_id, "Mi hermano no me habla.")
    first = server.received[-1].body["messages"][0]["content"]
    person.request("PATCH", f"/sessions/{session_id}", json={"current_step": "clarify"})
    person.send(session_id, "Le escribí dos cartas.")
    second = server.received[-1].body["messages"][0]["content"]
    assert first != second
    assert " de " in first


def test_the_marker_moves_the_session_on_and_is_never_seen(person: Native, vendor: StartVendor) -> None:
    async def says_done(exchange: Exchange) -> None:
        marker = exchange.received.body["messages"][0]["content"].rpartition("[[")[2].partition("]]")[0]
        await openai_wire.begin(exchange, "Thank you. ", "[[", marker[:5], marker[5:], "]]")
        await openai_wire.complete(exchange)

    vendor(says_done)
    session_id = person.start()
    person.request("PATCH", f"/sessions/{session_id}", json={"current_step": "clarify"})
    events = person.send(session_id, "That is all there is to say about it.")
    assert events[-1].data["next_step"] == "reframe"
    assert text_of(events).strip() == "Thank you."
    assert "[[" not in person.messages(session_id)[1]["content"]


def test_usage_is_recorded(person: Native, vendor: StartVendor) -> None:
    vendor(openai_wire.reply(*WORDS))
    message_id = person.send(person.start(), "I wrote two letters.")[0].data["message_id"]
    reply = Message.objects.get(pk=message_id)
    assert (reply.provider, reply.tokens_in, reply.tokens_out) == ("openai", 9, 2)


@pytest.mark.parametrize(
    "failure",
    [fails, stalls, never_answers, ends_without_a_finish, resets, garbage],
    ids=lambda f: f.__name__,
)
def test_a_failure_is_one_error_event_and_the_next_message_works(
    person: Native, vendor: StartVendor, settings: Settings, failure: Script
) -> None:
    settings.LLM_TIMEOUT = 0.5
    good = openai_wire.reply(*WORDS)

    async def fails_until_asked_again(exchange: Exchange) -> None:
        again = "Once more" in exchange.received.body["messages"][-1]["content"]
        await (good if again else failure)(exchange)

    vendor(fails_until_asked_again)
    session_id = person.start()
    events = person.send(session_id, "I carry this alone.")
    names = [event.name for event in events]
    assert names.count("error") == 1
    assert names[-1] == "error"
    assert events[-1].data["error"] == "STREAM_ERROR"
    assert events[-1].data["next_step"] == "receive"
    everything = json.dumps([event.data for event in events])
    assert not any(word in everything for word in (SECRET, "Traceback", "127.0.0.1", "openai"))
    stored = person.messages(session_id)
    assert (stored[0]["content"], stored[1]["status"]) == ("I carry this alone.", "failed")
    assert person.send(session_id, "Once more.")[-1].name == "done"


def test_a_client_that_hangs_up_stops_nothing(person: Native, vendor: StartVendor) -> None:
    vendor(writes_slowly)
    session_id = person.start()
    with person.sending(session_id, "Take your time.") as events:
        assert [next(events).name for _ in range(2)] == ["start", "token"]
    message_id = person.messages(session_id)[1]["id"]
    rest = person.get(f"/sessions/{session_id}/messages/{message_id}/stream")
    assert "event: done" in rest.text
    assert person.messages(session_id)[1]["content"].split() == [f"word{number}" for number in range(20)]


def test_what_is_written_is_checkpointed(person: Native, vendor: StartVendor, settings: Settings) -> None:
    vendor(stalls)
    session_id = person.start()
    with person.sending(session_id, "Take your time.") as events:
        seen = [next(events) for _ in range(3)]
        for _ in range(100):
            content = Message.objects.get(pk=seen[0].data["message_id"]).content
            if content:
                break
            threading.Event().wait(0.1)
        person.again().post(f"/sessions/{session_id}/messages/{seen[0].data['message_id']}/stop")
        assert list(events)[-1].name == "stopped"
    assert content == "It sounds "


def test_a_silent_stream_gets_heartbeats(person: Native, vendor: StartVendor, settings: Settings) -> None:
    settings.STREAM_HEARTBEAT_SECONDS = 1.0
    vendor(stalls)
    session_id = person.start()
    body = {"content": "Take your time.", "step": "receive"}
    path = f"/sessions/{session_id}/messages"
    with person.http.stream("POST", path, json=body, headers=person.headers()) as response:
        rows = response.iter_lines()
        assert any(row.startswith(":") for row in rows)


def test_a_reply_without_end_is_cut(person: Native, vendor: StartVendor, settings: Settings) -> None:
    settings.REPLY_MAX_CHARACTERS = 500

    async def never_ends(exchange: Exchange) -> None:
        await openai_wire.begin(exchange)
        for _ in range(1000):
            await openai_wire.text(exchange, "word " * 20)

    vendor(never_ends)
    session_id = person.start()
    assert person.send(session_id, "Take your time.")[-1].name == "done"
    assert 400 < len(person.messages(session_id)[1]["content"]) < 700
