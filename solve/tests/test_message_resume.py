"""GET …/stream and POST …/stop: reading a reply elsewhere, and ending it."""

import uuid

import httpx
import pytest

from solacore.testing.clients import Native, SentEvent, problem, read_events, text_of
from solve.models import Message, MessageStatus

STORY = "I have told nobody at work why I keep missing deadlines."


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


def _resume(person: Native, session_id: str, message_id: str, after: object = None) -> httpx.Response:
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    return person.get(f"/sessions/{session_id}/messages/{message_id}/stream", headers=headers)


def _events(response: httpx.Response) -> list[SentEvent]:
    assert response.status_code == 200, response.text
    return list(read_events(response.text.split("\n")))


def test_a_cut_at_every_event_loses_and_doubles_nothing(person: Native, session_id: str) -> None:
    whole = person.send(session_id, STORY)
    message_id = whole[0].data["message_id"]
    for cut in range(1, len(whole)):
        rest = _events(_resume(person, session_id, message_id, after=cut))
        assert [(event.id, event.name, event.data) for event in whole[:cut] + rest] == [
            (event.id, event.name, event.data) for event in whole
        ]


def test_a_cut_in_the_middle_goes_on_live(person: Native, session_id: str) -> None:
    with person.sending(session_id, STORY) as events:
        seen = [next(events) for _ in range(4)]
    rest = _events(_resume(person, session_id, seen[0].data["message_id"], after=4))
    assert text_of(seen + rest) == person.messages(session_id)[1]["content"]
    assert rest[-1].name == "done"


def test_the_query_parameter_does_the_same(person: Native, session_id: str) -> None:
    whole = person.send(session_id, STORY)
    path = f"/sessions/{session_id}/messages/{whole[0].data['message_id']}/stream?last_event_id=3"
    assert [event.id for event in _events(person.get(path))] == list(range(4, len(whole) + 1))


def test_nothing_left_to_see_is_204(person: Native, session_id: str) -> None:
    whole = person.send(session_id, STORY)
    response = _resume(person, session_id, whole[0].data["message_id"], after=whole[-1].id)
    assert (response.status_code, response.content) == (204, b"")


@pytest.mark.parametrize("after", ["100000", "-3", "abc", "9" * 40])
def test_an_unknown_id_resets_and_sends_all(person: Native, session_id: str, after: str) -> None:
    whole = person.send(session_id, STORY)
    events = _events(_resume(person, session_id, whole[0].data["message_id"], after=after))
    assert (events[0].name, events[0].id) == ("reset", None)
    assert [event.id for event in events[1:]] == [event.id for event in whole]


def test_an_outsider_reads_and_stops_nothing(person: Native, outsider: Native, session_id: str) -> None:
    message_id = person.send(session_id, STORY)[0].data["message_id"]
    path = f"/sessions/{session_id}/messages/{message_id}"
    assert problem(outsider.get(f"{path}/stream")) == (404, "MESSAGE_NOT_FOUND")
    assert problem(outsider.post(f"{path}/stop")) == (404, "MESSAGE_NOT_FOUND")
    unknown = f"/sessions/{session_id}/messages/{uuid.uuid4()}/stream"
    assert problem(person.get(unknown)) == (404, "MESSAGE_NOT_FOUND")


def test_stop_keeps_what_is_written(person: Native, session_id: str) -> None:
    with person.sending(session_id, STORY) as events:
        seen = [next(events) for _ in range(4)]
        path = f"/sessions/{session_id}/messages/{seen[0].data['message_id']}/stop"
        assert person.again().post(path).status_code == 202
        seen += list(events)
    assert seen[-1].name == "stopped"
    assert seen[-1].data["next_step"] == "receive"
    stored = person.messages(session_id)[1]
    assert stored["status"] == "stopped"
    assert stored["content"] == text_of(seen)
    assert person.send(session_id, STORY)[-1].name == "done"


def test_a_reply_whose_process_died_is_interrupted_and_the_session_goes_on(
    person: Native, session_id: str
) -> None:
    message_id = person.send(session_id, STORY)[0].data["message_id"]
    Message.objects.filter(pk=message_id).update(
        status=MessageStatus.STREAMING, lease_until="2020-01-01T00:00:00Z", outcome=None, content="Half a"
    )
    assert person.send(session_id, STORY)[-1].name == "done"
    half = person.messages(session_id)[1]
    assert (half["status"], half["content"]) == ("interrupted", "Half a")
