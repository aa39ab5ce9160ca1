"""A client that is cut at any event of a running reply and resumes elsewhere: no word twice, none missing."""

from itertools import islice

import pytest

from solacore.testing.clients import Native, SentEvent, read_events, text_of
from solacore.testing.sockets import open_socket
from solacore.testing.threads import Threads
from tests.processes.stage import TEXT, WORDS, Stage

pytestmark = pytest.mark.pure

STORY = "I said yes to a job in another city and have not told my partner, who loves it here."
EVENTS = len(WORDS) + 2


def _resumed(person: Native, session_id: str, message_id: str, after: int) -> list[SentEvent] | None:
    """What a stream has after an event, by header or query in turn; None for 204."""
    path = f"/sessions/{session_id}/messages/{message_id}/stream"
    with person.http.stream(
        "GET",
        path,
        headers=person.headers(**({"Last-Event-ID": str(after)} if after % 2 else {})),
        params={} if after % 2 else {"last_event_id": after},
    ) as response:
        if response.status_code == 204:
            return None
        assert response.status_code == 200, response.read()
        return list(read_events(response.iter_lines()))


def _whole(events: list[SentEvent]) -> None:
    """Fails unless these are all events of a reply, in order, each once."""
    assert [event.id for event in events] == list(range(1, EVENTS + 1))
    assert (events[0].name, events[-1].name) == ("start", "done")
    assert text_of(events) == TEXT


@pytest.mark.parametrize("is_far", [False, True], ids=["here", "in another process"])
def test_a_cut_at_every_event_of_a_running_reply(stage: Stage, is_far: bool) -> None:
    person = stage.person()
    session_id = person.start()

    def cut_and_resume(cut: int) -> list[SentEvent]:
        client = person.again()
        with client.sending(session_id, STORY, client_message_id="m-1") as events:
            seen = list(islice(events, cut))
        elsewhere = stage.moved(person) if is_far else person.again()
        rest = _resumed(elsewhere, session_id, seen[0].data["message_id"], cut)
        assert (rest is None) == (cut == EVENTS)
        return seen + (rest or [])

    with Threads(EVENTS) as threads:
        for events in threads.map(cut_and_resume, range(1, EVENTS + 1)):
            _whole(events)
    said, reply = person.messages(session_id)
    assert (said["content"], reply["content"]) == (STORY, TEXT)


@pytest.mark.parametrize("is_far", [False, True], ids=["here", "in another process"])
def test_a_socket_cut_at_every_event_of_a_running_reply(stage: Stage, is_far: bool) -> None:
    person = stage.person()
    session_id = person.start()
    base_url = (stage.far if is_far else stage.near).base_url

    def cut_and_resume(cut: int) -> list[SentEvent]:
        with open_socket(person, session_id) as opened:
            opened.say(content=STORY, client_message_id="m-1")
            seen = [opened.next()]
            while seen[-1].id != cut:
                seen.append(opened.next())
        if cut == EVENTS:
            return seen
        with open_socket(person, session_id, base_url=base_url) as opened:
            opened.say("resume", message_id=seen[0].data["message_id"], last_event_id=cut)
            while seen[-1].name != "done":
                seen.append(opened.next())
        return seen

    with Threads(EVENTS) as threads:
        for events in threads.map(cut_and_resume, range(1, EVENTS + 1)):
            assert all(event.name != "reset" for event in events)
            # A client drops the ids that it has seen.
            _whole(list({event.id: event for event in events}.values()))
    assert person.messages(session_id)[1]["content"] == TEXT


def test_a_client_that_goes_elsewhere_at_once_is_not_sent_back(stage: Stage) -> None:
    """What a client has seen may not have reached the other process yet."""
    person = stage.person()
    session_id = person.start()
    elsewhere = stage.moved(person)
    elsewhere.messages(session_id)  # opens the connection
    for number, cut in enumerate((EVENTS - 1, EVENTS // 2, EVENTS - 2)):
        with person.sending(session_id, f"{STORY} ({number})") as events:
            seen = list(islice(events, cut))
            rest = _resumed(elsewhere, session_id, seen[0].data["message_id"], cut)
            assert rest is not None
            _whole(seen + rest)


@pytest.mark.parametrize("after", [EVENTS + 1, 100_000])
def test_an_event_that_never_was_resets_in_any_process(stage: Stage, after: int) -> None:
    person = stage.person()
    session_id = person.start()
    message_id = person.send(session_id, STORY)[0].data["message_id"]
    for client in (person, stage.moved(person)):
        events = _resumed(client, session_id, message_id, after)
        assert events is not None
        assert (events[0].name, events[0].id) == ("reset", None)
        _whole(events[1:])
