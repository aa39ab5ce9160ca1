"""Many sends at once, to two processes: one turn, whose events all get."""

from collections.abc import Callable

import pytest

from solacore.testing.clients import Native, SentEvent, problem, text_of
from solacore.testing.threads import Threads
from tests.processes.stage import HOLD, TEXT, Stage

pytestmark = pytest.mark.pure

STORY = "I have told nobody at work why I keep missing deadlines."


def _anywhere(stage: Stage, person: Native) -> Callable[[int], Native]:
    return lambda number: stage.moved(person) if number % 2 else person.again()


def test_a_hundred_sends_with_one_id_make_one_turn(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    client = _anywhere(stage, person)

    def send(number: int) -> list[SentEvent]:
        return client(number).send(session_id, STORY, client_message_id="m-1")

    with Threads(100) as threads:
        received = list(threads.map(send, range(100)))
    stored = person.messages(session_id)
    assert [message["content"] for message in stored] == [STORY, TEXT]
    for events in received:
        assert events == received[0]
    assert text_of(received[0]) == TEXT


def test_two_different_messages_at_once_make_one_turn(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    client = _anywhere(stage, person)

    def send(number: int) -> tuple[int, str]:
        body = {"content": f"{HOLD} ({number})", "step": "receive", "client_message_id": f"m-{number}"}
        sender = client(number)
        path = f"/sessions/{session_id}/messages"
        with sender.http.stream("POST", path, json=body, headers=sender.headers()) as response:
            if response.status_code == 200:
                return 200, ""
            response.read()
            return problem(response)

    with Threads(2) as threads:
        answers = sorted(threads.map(send, range(2)))
    assert answers == [(200, ""), (409, "REPLY_IN_PROGRESS")]
    assert len(person.messages(session_id)) == 2


def test_one_id_with_two_texts_is_a_conflict_in_any_process(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    path = f"/sessions/{session_id}/messages"
    with person.sending(session_id, HOLD, client_message_id="m-1") as events:
        next(events)
        body = {"content": STORY, "step": "receive", "client_message_id": "m-1"}
        for client in (person.again(), stage.moved(person)):
            assert problem(client.post(path, json=body)) == (409, "IDEMPOTENCY_CONFLICT")
        stage.model.go_on.set()
        assert text_of(events) == TEXT
    body = {"content": STORY, "step": "receive", "client_message_id": "m-1"}
    assert problem(stage.moved(person).post(path, json=body)) == (409, "IDEMPOTENCY_CONFLICT")
