"""Sockets with two server processes on the same servers, as behind a load balancer."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from solacore.testing.clients import Native, SentEvent, text_of
from solacore.testing.served import Served, data_folder, serving

pytestmark = pytest.mark.pure  # neither the database nor the server of the other tests

STORY = "I said yes to a job in another city and have not told my partner, who loves it here."


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Served, Served]]:
    with data_folder() as data, serving(data) as one, serving(data) as other:
        yield one, other


@pytest.fixture
def person(servers: tuple[Served, Served]) -> Native:
    client = Native(servers[0].base_url)
    assert client.register().status_code == 201
    return client


@contextmanager
def socket(served: Served, person: Native, session_id: str) -> Iterator[ClientConnection]:
    address = f"{served.base_url.replace('http', 'ws', 1)}/ws/sessions/{session_id}"
    with connect(address, additional_headers={"Authorization": f"Bearer {person.access}"}) as opened:
        yield opened


def next_event(opened: ClientConnection) -> SentEvent:
    frame = json.loads(opened.recv(15))
    return SentEvent(frame["id"], frame["event"], frame["data"])


def rest_of_turn(opened: ClientConnection) -> list[SentEvent]:
    events = [next_event(opened)]
    while events[-1].name not in {"done", "error", "stopped", "interrupted"}:
        events.append(next_event(opened))
    return events


def test_a_turn_of_one_process_is_heard_in_the_other(servers: tuple[Served, Served], person: Native) -> None:
    session_id = person.start()
    with socket(servers[0], person, session_id) as here, socket(servers[1], person, session_id) as there:
        for number in range(2):
            over_http = person.send(session_id, f"{STORY} ({number})")
            assert rest_of_turn(here) == rest_of_turn(there) == over_http


def test_a_cut_at_every_event_resumes_in_the_other_process(
    servers: tuple[Served, Served], person: Native
) -> None:
    session_id = person.start()
    with socket(servers[0], person, session_id) as opened:
        opened.send(json.dumps({"type": "message", "content": STORY}))
        seen = [next_event(opened) for _ in range(3)]
    resume = {"type": "resume", "message_id": seen[0].data["message_id"]}
    with socket(servers[1], person, session_id) as opened:
        opened.send(json.dumps({**resume, "last_event_id": 3}))
        events = {event.id: event for event in seen + rest_of_turn(opened)}
    whole = list(events.values())
    assert [event.id for event in whole] == list(range(1, len(whole) + 1))
    assert text_of(whole) == person.messages(session_id)[1]["content"]
    for cut in range(1, len(whole)):
        with socket(servers[1], person, session_id) as opened:
            opened.send(json.dumps({**resume, "last_event_id": cut}))
            assert whole[:cut] + rest_of_turn(opened) == whole


def test_stop_works_from_the_other_process(servers: tuple[Served, Served], person: Native) -> None:
    session_id = person.start()
    with socket(servers[0], person, session_id) as here, socket(servers[1], person, session_id) as there:
        here.send(json.dumps({"type": "message", "content": STORY + " So what now?" * 200}))
        seen = [next_event(there)]
        there.send(json.dumps({"type": "stop"}))
        seen += rest_of_turn(there)
        assert rest_of_turn(here) == seen
    assert seen[-1].name in {"stopped", "done"}
    assert person.messages(session_id)[1]["content"] == text_of(seen)


def test_a_process_that_stops_says_so_and_the_other_goes_on(person: Native) -> None:
    with data_folder() as data, serving(data) as one, serving(data) as other:
        client = Native(one.base_url)
        client.register()
        session_id = client.start()
        with socket(one, client, session_id) as opened:
            opened.send(json.dumps({"type": "message", "content": STORY}))
            seen = [next_event(opened) for _ in range(3)]
            one.stop(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    seen.append(next_event(opened))
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
        assert "Traceback" not in one.output()
        with socket(other, client, session_id) as opened:
            resume = {"type": "resume", "message_id": seen[0].data["message_id"]}
            opened.send(json.dumps({**resume, "last_event_id": seen[-1].id}))
            seen += rest_of_turn(opened)
        client.http.base_url = other.base_url
        assert text_of(seen) == client.messages(session_id)[1]["content"]
