"""POST /sessions/{id}/messages: the stream."""

import time
import uuid

import pytest
from django.db import connection

from solacore.testing.clients import Native, NativeFactory, SentEvent, problem, text_of
from solacore.testing.threads import Threads
from solve.models import Message
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor

STORY = "My landlord is selling the flat and I have until March to move out with my two daughters."


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


def _names(events: list[SentEvent]) -> list[str]:
    return [event.name for event in events]


def test_events_are_numbered_and_end_with_done(person: Native, session_id: str) -> None:
    events = person.send(session_id, STORY)
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert _names(events)[0] == "start"
    assert _names(events)[-1] == "done"
    assert set(_names(events)[1:-1]) == {"token"}
    assert len(events) > 5


def test_what_start_and_done_say(person: Native, session_id: str) -> None:
    events = person.send(session_id, STORY)
    start, done = events[0].data, events[-1].data
    assert set(start) == {"message_id", "user_message_id", "step"}
    assert done["message_id"] == start["message_id"]
    assert done["next_step"] in {"receive", "clarify"}
    assert done["emotion_detected"] in {"anxious", "sad", "calm", "confused", "neutral"}
    assert 0 <= done["confidence"] <= 1
    assert done["status"] == "active"


def test_both_messages_are_there_when_done_is_sent(person: Native, session_id: str) -> None:
    with person.sending(session_id, STORY) as events:
        said = []
        for event in events:
            said.append(event)
            if event.name == "done":
                break
        stored = person.messages(session_id)
    assert [(message["role"], message["content"]) for message in stored] == [
        ("user", STORY),
        ("assistant", text_of(said)),
    ]
    assert {message["status"] for message in stored} == {"complete"}


def test_the_person_s_message_is_stored_before_the_first_token(person: Native, session_id: str) -> None:
    with person.sending(session_id, STORY) as events:
        assert next(events).name == "start"
        stored = person.messages(session_id)
    assert [message["content"] for message in stored][:1] == [STORY]
    assert stored[1]["status"] in {"streaming", "complete"}


def test_headers_keep_proxies_from_buffering(person: Native, session_id: str) -> None:
    with person.http.stream(
        "POST",
        f"/sessions/{session_id}/messages",
        json={"content": STORY, "step": "receive"},
        headers=person.headers(),
    ) as response:
        response.read()
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert "Connection" not in response.headers


def test_each_data_is_one_line_with_a_space(person: Native, session_id: str) -> None:
    response = person.post(f"/sessions/{session_id}/messages", json={"content": STORY, "step": "receive"})
    for block in response.text.strip().split("\n\n"):
        rows = block.split("\n")
        assert [row.split(":")[0] for row in rows] == ["id", "event", "data"]
        assert all(row.partition(":")[2].startswith(" ") for row in rows)


@pytest.mark.parametrize(
    "body",
    [
        {"step": "receive"},
        {"content": "", "step": "receive"},
        {"content": " \n\t", "step": "receive"},
        {"content": "a" * 4001, "step": "receive"},
        {"content": 7, "step": "receive"},
        {"content": None, "step": "receive"},
        {"content": ["x"], "step": "receive"},
        {"content": "a\x00b", "step": "receive"},
        {"content": "hello", "step": "dance"},
        {"content": "hello"},
        {"content": "hello", "step": "receive", "client_message_id": 5},
        {"content": "hello", "step": "receive", "client_message_id": "x" * 129},
        ["content"],
    ],
)
def test_bad_input_is_refused_and_stores_nothing(person: Native, session_id: str, body: object) -> None:
    assert problem(person.post(f"/sessions/{session_id}/messages", json=body)) == (422, "VALIDATION_ERROR")
    assert person.messages(session_id) == []


@pytest.mark.parametrize("content", [b'{"content": "a', b"hello", b'{"content": "\xff"}', b"[" * 100_000])
def test_what_is_no_json_is_malformed(person: Native, session_id: str, content: bytes) -> None:
    response = person.request(
        "POST",
        f"/sessions/{session_id}/messages",
        content=content,
        headers={"Content-Type": "application/json"},
    )
    assert problem(response) == (400, "MALFORMED_JSON")


def test_4000_characters_of_any_script_are_taken(person: Native, session_id: str) -> None:
    text = "心" * 4000
    assert person.send(session_id, text)[-1].name == "done"
    assert person.messages(session_id)[0]["content"] == text


def test_an_outsider_finds_no_session(outsider: Native, session_id: str) -> None:
    body = {"content": "hello", "step": "receive"}
    for name in (session_id, str(uuid.uuid4()), "17"):
        assert problem(outsider.post(f"/sessions/{name}/messages", json=body)) == (404, "SESSION_NOT_FOUND")


def test_not_without_a_token_nor_with_a_revoked_one(
    native: NativeFactory, person: Native, session_id: str
) -> None:
    body = {"content": "hello", "step": "receive"}
    path = f"/sessions/{session_id}/messages"
    assert problem(native().post(path, json=body)) == (401, "INVALID_TOKEN")
    person.post("/auth/logout")
    assert problem(person.post(path, json=body)) == (401, "SESSION_REVOKED")


def test_a_method_that_there_is_not(person: Native, session_id: str) -> None:
    assert problem(person.request("DELETE", f"/sessions/{session_id}/messages")) == (
        405,
        "METHOD_NOT_ALLOWED",
    )


def test_a_completed_session_takes_no_more(person: Native, session_id: str) -> None:
    person.request("PATCH", f"/sessions/{session_id}", json={"status": "completed"})
    response = person.post(f"/sessions/{session_id}/messages", json={"content": "more", "step": "commit"})
    assert problem(response) == (400, "SESSION_COMPLETED")


def test_a_word_takes_an_abandoned_session_up_again(person: Native, session_id: str) -> None:
    person.request("PATCH", f"/sessions/{session_id}", json={"status": "abandoned"})
    assert person.send(session_id, STORY)[-1].data["status"] == "active"


def test_parallel_messages_make_one_turn(person: Native, session_id: str) -> None:
    def send(number: int) -> int:
        body = {"content": f"{STORY} ({number})", "step": "receive"}
        return person.again().post(f"/sessions/{session_id}/messages", json=body).status_code

    with Threads(8) as threads:
        answers = sorted(threads.map(send, range(8)))
    assert answers == [200] + [409] * 7
    assert len(person.messages(session_id)) == 2


def test_a_turn_holds_no_transaction_while_the_model_is_silent(
    person: Native, session_id: str, vendor: StartVendor
) -> None:
    async def falls_silent(exchange: Exchange) -> None:
        await openai_wire.begin(exchange, "It ", "sounds ")
        await exchange.until_client_leaves()

    def open_transactions() -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            return {pid for (pid,) in cursor.fetchall()}

    vendor(falls_silent)
    with person.sending(session_id, STORY) as events:
        assert [next(events).name for _ in range(2)] == ["start", "token"]
        # What else the server does in the background comes and goes.
        held = open_transactions()
        deadline = time.monotonic() + 10
        while held and time.monotonic() < deadline:
            held &= open_transactions()
        assert not held


def test_the_order_of_messages_is_kept(person: Native, session_id: str, quick_guide: None) -> None:
    for number in range(4):
        person.send(session_id, f"{STORY} ({number})")
    rows = Message.objects.filter(session__pk=session_id).order_by("sequence")
    assert [row.sequence for row in rows] == list(range(1, 9))
    assert [row.role for row in rows] == ["user", "assistant"] * 4
