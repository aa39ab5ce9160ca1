"""A server that is told to stop in the middle of many replies loses no word of any of them."""

import signal
import threading
import time

import httpx
import pytest

from solacore.testing.clients import Native, SentEvent, problem, read_events, text_of
from solacore.testing.served import Served, serving
from solacore.testing.threads import Threads
from tests.processes.stage import HOLD, TEXT, Stage, until_draining

pytestmark = pytest.mark.pure

PEOPLE = 10
SESSIONS_EACH = 5
STORY = "I promised to move and have not packed a box."


def _read(person: Native, session_id: str, content: str, begun: threading.Barrier) -> list[SentEvent]:
    """What a client gets of a reply until the server ends the connection."""
    seen: list[SentEvent] = []
    with person.again().sending(session_id, content, client_message_id="m-1") as events:
        for event in events:
            seen.append(event)
            if len(seen) == 3:
                begun.wait(30)
    return seen


def test_fifty_replies_outlive_the_end_of_their_server(stage: Stage, ending: Served) -> None:
    people = [Native(ending.base_url) for _ in range(PEOPLE)]
    sessions = []
    for person in people:
        assert person.register().status_code == 201
        sessions += [(person, person.start()) for _ in range(SESSIONS_EACH)]
    begun = threading.Barrier(len(sessions) + 1)
    with Threads(len(sessions)) as threads:
        reading = [
            threads.submit(_read, person, session_id, HOLD if number % 2 else STORY, begun)
            for number, (person, session_id) in enumerate(sessions)
        ]
        begun.wait(30)
        ending.process.send_signal(signal.SIGTERM)
        draining = until_draining(ending.base_url)
        assert draining["status"] == "unhealthy"
        assert httpx.get(f"{ending.base_url}/health/live").status_code == 200
        body = {"content": STORY, "step": "receive"}
        refused = people[0].post(f"/sessions/{people[0].start()}/messages", json=body)
        assert problem(refused) == (503, "SHUTTING_DOWN")
        received = [one.result() for one in reading]
    assert ending.process.wait(20) == 0
    assert "Traceback" not in ending.output()

    ends = []
    for (person, session_id), events in zip(sessions, received, strict=True):
        there = stage.moved(person, stage.near)
        reply = there.messages(session_id)[1]
        assert text_of(events) == reply["content"]
        assert TEXT.startswith(reply["content"])
        ends.append((events[-1].name, reply["content"] == TEXT))
        path = f"/sessions/{session_id}/messages/{reply['id']}/stream"
        after = {"Last-Event-ID": str(events[-1].id)}
        assert there.get(path, headers=after).status_code == 204
        resumed = there.get(path, headers={"Last-Event-ID": "2"})
        assert [event.id for event in read_events(resumed.text.split("\n"))] == [
            event.id for event in events[2:]
        ]
    assert set(ends) == {("done", True), ("interrupted", False)}
    assert ends.count(("interrupted", False)) == len(sessions) // 2

    with serving(stage.data, "stream", **stage.env) as again:
        stage.model.go_on.set()
        stage.model.pace = 0
        person, session_id = sessions[1]
        back = stage.moved(person, again)
        retried = back.send(session_id, HOLD, client_message_id="m-1")
        assert (text_of(retried), retried[-1].name) == (text_of(received[1]), "interrupted")
        assert text_of(back.send(session_id, STORY)) == TEXT


def test_a_server_with_nothing_to_do_ends_at_once_and_lets_readers_go(stage: Stage, ending: Served) -> None:
    person = stage.person()
    session_id = person.start()
    begun = threading.Barrier(2)
    with Threads() as threads:
        near = threads.submit(_read, person, session_id, HOLD, begun)
        begun.wait(30)
        message_id = person.again().messages(session_id)[1]["id"]
        path = f"/sessions/{session_id}/messages/{message_id}/stream"
        far = stage.moved(person, ending)
        with far.http.stream("GET", path, headers=far.headers()) as response:
            events = read_events(response.iter_lines())
            seen = [next(events) for _ in range(3)]
            ending.process.send_signal(signal.SIGTERM)
            started = time.monotonic()
            seen += events
        assert ending.process.wait(20) == 0
        assert time.monotonic() - started < 4
        stage.model.go_on.set()
        whole = near.result()
    assert whole[: len(seen)] == seen
    assert whole[-1].name == "done"
