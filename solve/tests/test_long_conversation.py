"""A conversation of thousands of messages: the next turn knows its two ends, at a bounded cost."""

import uuid
from collections.abc import Sequence

import pytest
from django.utils import timezone
from pytest_django import Settings

from solacore.testing.clients import Native
from solve.llm.base import ChatMessage
from solve.models import Message, MessageStatus, Role
from solve.tests.fakes import openai_wire
from solve.tests.vendor import StartVendor
from solve.turns import preparing
from solve.turns.beginning import Saying, Turn, turn_begin
from solve.turns.earlier import MESSAGES_READ
from solve.turns.preparing import within_budget

MESSAGES = 4000


@pytest.fixture
def session_id(person: Native) -> str:
    """A session with very many exchanges, each of them stopped, so that its step never ended."""
    session_id = person.start()
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            session_id=session_id,
            sequence=number,
            role=Role.USER if number % 2 else Role.ASSISTANT,
            content=f"This was number {number}.",
            step="receive",
            status=MessageStatus.COMPLETE if number % 2 else MessageStatus.STOPPED,
            client_message_id=f"id-{number}" if number % 2 else None,
            created_at=now,
        )
        for number in range(1, MESSAGES + 1)
    )
    return session_id


def begun(person: Native, session_id: str, content: str, key: str | None = None) -> Turn:
    saying = Saying(uuid.UUID(person.user["id"]), uuid.UUID(session_id), content, key)
    return turn_begin(saying, now=timezone.now())


def test_a_turn_has_the_beginning_and_the_newest(person: Native, session_id: str) -> None:
    conversation = begun(person, session_id, "What now?").conversation
    newest = [f"This was number {number}." for number in range(MESSAGES - MESSAGES_READ + 1, MESSAGES + 1)]
    assert [said.content for said in conversation] == ["This was number 1.", *newest, "What now?"]


def test_only_what_may_be_sent_is_searched_for_personal_data(
    person: Native, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[int] = []

    def redact_all(texts: Sequence[str], *, locale: str, said: Sequence[int]) -> list[str]:
        searched.append(len(texts))
        assert len(said) < len(texts)
        return list(texts)

    monkeypatch.setattr(preparing, "redact_all", redact_all)
    preparing.turn_prepare(begun(person, session_id, "What now?"))
    assert searched == [MESSAGES_READ + 2]


def test_the_model_is_asked_and_the_conversation_goes_on(
    person: Native, session_id: str, vendor: StartVendor, settings: Settings
) -> None:
    settings.LLM_CONTEXT_TOKENS = 100
    asked = vendor(openai_wire.reply("I hear you."))
    assert person.send(session_id, "What now?")[-1].name == "done"
    _, first, *rest = (message["content"] for message in asked.received[0].body["messages"])
    assert "number 1." in first
    assert "What now?" in rest[-1]
    assert f"number {MESSAGES}." in rest[-2]
    assert 2 < len(rest) < MESSAGES_READ
    page = person.get(f"/sessions/{session_id}/messages", params={"limit": 2, "offset": MESSAGES}).json()
    assert [message["content"] for message in page["messages"]] == ["What now?", "I hear you."]


def test_a_retry_of_a_message_long_ago_is_known(person: Native, session_id: str) -> None:
    turn = begun(person, session_id, "This was number 3.", "id-3")
    reply = Message.objects.get(session__pk=session_id, sequence=4)
    assert (turn.message_id, turn.was_blocked) == (reply.pk, False)
    assert Message.objects.filter(session__pk=session_id).count() == MESSAGES


def texts(messages: Sequence[ChatMessage]) -> list[str]:
    return [message.content for message in messages]


def test_what_does_not_fit_is_dropped_from_the_second_message_on() -> None:
    # Each is estimated at eleven tokens.
    said = [ChatMessage("user", f"{number:<40}") for number in range(6)]
    assert texts(within_budget(said, 66)) == texts(said)
    assert texts(within_budget(said, 65)) == texts([said[0], *said[2:]])
    assert texts(within_budget(said, 33)) == texts([said[0], *said[4:]])


def test_the_first_and_the_last_message_are_kept_whatever_they_cost() -> None:
    said = [ChatMessage("user", text * 1000) for text in ("one", "two", "three")]
    assert texts(within_budget(said, 1)) == texts([said[0], said[2]])
    assert texts(within_budget(said[:1], 1)) == texts(said[:1])
