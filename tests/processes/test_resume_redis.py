"""Replies while Redis is killed, comes back empty, or is not there: complete, wherever they are read."""

import threading
from collections.abc import Callable
from itertools import islice

import pytest

from solacore.testing.clients import Native, SentEvent, read_events, text_of
from solacore.testing.sockets import open_socket
from solacore.testing.threads import Threads
from tests.processes.stage import HOLD, TEXT, WORDS, Stage

pytestmark = pytest.mark.pure

EVENTS = len(WORDS) + 2
MIDDLE = 1 + len(WORDS) // 2


def _read(person: Native, path: str, after: int = 0) -> list[SentEvent]:
    headers = {"Last-Event-ID": str(after)} if after else {}
    with person.http.stream("GET", path, headers=person.headers(**headers)) as response:
        assert response.status_code == 200, response.read()
        return list(read_events(response.iter_lines()))


def _since_reset(events: list[SentEvent]) -> list[SentEvent]:
    """What counts for a client: everything after the last reset, ids that it has seen dropped."""
    for event in events:
        if event.name == "reset":
            return _since_reset(events[events.index(event) + 1 :])
    return list({event.id: event for event in events}.values())


def _restart(stage: Stage) -> None:
    stage.redis.kill()
    stage.redis.start()


def _kill(stage: Stage) -> None:
    stage.redis.kill()


@pytest.mark.parametrize("disturb", [_restart, _kill])
def test_every_reader_gets_all_of_a_reply_when_redis_goes_away_in_its_middle(
    stage: Stage, disturb: Callable[[Stage], None]
) -> None:
    person = stage.person()
    session_id = person.start()
    far = stage.moved(person)
    with (
        person.sending(session_id, HOLD) as events,
        open_socket(person, session_id, base_url=stage.far.base_url) as opened,
        Threads() as threads,
    ):
        seen = list(islice(events, MIDDLE))
        path = f"/sessions/{session_id}/messages/{seen[0].data['message_id']}/stream"
        frames = [opened.next() for _ in range(MIDDLE)]
        reading = threads.submit(_read, far, path)
        disturb(stage)
        resuming = threads.submit(_read, far.again(), path, MIDDLE)
        stage.model.go_on.set()
        seen += events
        frames += opened.turn()
        everyone = [reading.result(), seen[:MIDDLE] + resuming.result(), frames]
    assert text_of(seen) == TEXT
    assert [event.id for event in seen] == list(range(1, EVENTS + 1))
    for received in everyone:
        whole = _since_reset(received)
        assert (text_of(whole), whole[-1].id, whole[-1].name) == (TEXT, EVENTS, "done")
        assert len(whole) in {3, EVENTS}
    assert person.messages(session_id)[1]["content"] == TEXT
    # Whoever has seen the end has nothing left to see, also where Redis has forgotten it.
    assert far.get(path, headers={"Last-Event-ID": str(EVENTS)}).status_code == 204


def test_a_redis_that_comes_back_empty_is_given_the_whole_reply_again(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    far = stage.moved(person)
    with person.sending(session_id, HOLD) as events:
        seen = list(islice(events, MIDDLE))
        path = f"/sessions/{session_id}/messages/{seen[0].data['message_id']}/stream"
        _restart(stage)
        stage.model.go_on.set()
        seen += events
    rest = _read(far, path, MIDDLE)
    assert [event.id for event in rest] == list(range(MIDDLE + 1, EVENTS + 1))


def test_without_redis_a_reply_is_streamed_here_and_read_whole_elsewhere(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    far = stage.moved(person)
    stage.redis.kill()
    with (
        Threads() as threads,
        open_socket(person, session_id) as near,
        open_socket(person, session_id, base_url=stage.far.base_url) as opened,
        person.sending(session_id, HOLD) as events,
    ):
        seen = list(islice(events, MIDDLE))
        path = f"/sessions/{session_id}/messages/{seen[0].data['message_id']}/stream"
        here = threads.submit(_read, person.again(), path, MIDDLE)
        elsewhere = threads.submit(_read, far, path, MIDDLE)
        threading.Timer(1, stage.model.go_on.set).start()
        seen += events
        assert seen[:MIDDLE] + here.result() == near.turn() == seen
        for received in (elsewhere.result(), opened.turn()):
            whole = _since_reset(received)
            assert (text_of(whole), whole[-1].id, whole[-1].name) == (TEXT, EVENTS, "done")
            assert whole[0].data == seen[0].data
    assert [event.id for event in seen] == list(range(1, EVENTS + 1))
    assert person.messages(session_id)[1]["content"] == text_of(seen) == TEXT
