"""A retry with the same id attaches to the turn instead of making a second one."""

import pytest

from solacore.testing.clients import Native, problem, text_of
from solacore.testing.threads import Threads

STORY = "I have told nobody at work why I keep missing deadlines."


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


def test_a_finished_turn_is_sent_again(person: Native, session_id: str) -> None:
    first = person.send(session_id, STORY, client_message_id="m-1")
    again = person.send(session_id, STORY, client_message_id="m-1")
    assert text_of(again) == text_of(first)
    assert again[-1].data == first[-1].data
    assert len(person.messages(session_id)) == 2


def test_the_header_does_the_same(person: Native, session_id: str) -> None:
    path = f"/sessions/{session_id}/messages"
    body = {"content": STORY, "step": "receive"}
    for _ in range(2):
        assert person.post(path, json=body, headers={"Idempotency-Key": "k-1"}).status_code == 200
    assert len(person.messages(session_id)) == 2


def test_the_body_counts_before_the_header(person: Native, session_id: str) -> None:
    path = f"/sessions/{session_id}/messages"
    body = {"content": STORY, "step": "receive", "client_message_id": "m-1"}
    for key in ("k-1", "k-2"):
        assert person.post(path, json=body, headers={"Idempotency-Key": key}).status_code == 200
    assert len(person.messages(session_id)) == 2


def test_an_id_that_is_too_long_is_refused_and_not_cut(person: Native, session_id: str) -> None:
    path = f"/sessions/{session_id}/messages"
    body = {"content": STORY, "step": "receive"}
    too_long = "k" * 129
    by_header = person.post(path, json=body, headers={"Idempotency-Key": too_long})
    by_body = person.post(path, json=body | {"client_message_id": too_long})
    assert problem(by_header) == problem(by_body) == (422, "VALIDATION_ERROR")
    assert by_header.json() == by_body.json()
    assert person.messages(session_id) == []


def test_another_text_under_the_same_id_is_a_conflict(person: Native, session_id: str) -> None:
    person.send(session_id, STORY, client_message_id="m-1")
    body = {"content": "Something else", "step": "receive", "client_message_id": "m-1"}
    assert problem(person.post(f"/sessions/{session_id}/messages", json=body)) == (
        409,
        "IDEMPOTENCY_CONFLICT",
    )


def test_parallel_retries_make_one_turn_and_read_the_same(person: Native, session_id: str) -> None:
    def send(_: int) -> str:
        return text_of(person.again().send(session_id, STORY, client_message_id="m-1"))

    with Threads(20) as threads:
        texts = set(threads.map(send, range(20)))
    stored = person.messages(session_id)
    assert len(stored) == 2
    assert texts == {stored[1]["content"]}


def test_the_last_turn_of_a_completed_session_can_be_retried(person: Native, session_id: str) -> None:
    first = person.send(session_id, STORY, client_message_id="m-1")
    person.request("PATCH", f"/sessions/{session_id}", json={"status": "completed"})
    assert text_of(person.send(session_id, STORY, client_message_id="m-1")) == text_of(first)
