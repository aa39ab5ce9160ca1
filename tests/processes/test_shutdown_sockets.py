"""Sockets of a server that is told to stop: each one gets what there is, and then the code 1012."""

import signal
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from solacore import embedded
from solacore.embedded.folder import POSTGRES_PORT, DataFolder
from solacore.testing.clients import Native, text_of
from solacore.testing.locks import until_blocking
from solacore.testing.served import Served, serving
from solacore.testing.sockets import Socket, open_socket
from solve.sockets.codes import CloseCode
from tests.processes.stage import HOLD, TEXT, Stage, until_draining

pytestmark = pytest.mark.pure

STORY = "I said yes to a job in another city and have not told my partner, who loves it here."
# What is read of a reply before its server is told to stop.
BEGINNING = 4


@pytest.fixture
def person(ending: Served) -> Native:
    """Somebody who uses the server that is to end."""
    person = Native(ending.base_url)
    assert person.register().status_code == 201
    return person


def _told_to_stop(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    until_draining(served.base_url)


def _ended_in_order(served: Served) -> None:
    assert served.process.wait(20) == 0
    assert "[error" not in served.output()
    assert "Traceback" not in served.output()


def test_every_socket_sees_the_end_of_the_reply_that_its_server_writes(
    stage: Stage, ending: Served, person: Native
) -> None:
    session_id = person.start()
    with ExitStack() as stack:

        def opened() -> Socket:
            return stack.enter_context(open_socket(person, session_id))

        three = [opened() for _ in range(3)]
        three[0].say(content=HOLD)
        seen = [[one.next() for _ in range(BEGINNING)] for one in three]
        _told_to_stop(ending)
        late = opened()
        # Only a second Ctrl-C is in a hurry.
        ending.process.send_signal(signal.SIGTERM)
        # The refusal of one socket's message doesn't cut off what it is being sent.
        three[1].say(content=STORY)
        whole, code = late.until_closed()
        assert code == CloseCode.SERVICE_RESTART
        for number, one in enumerate(three):
            rest, code = one.until_closed()
            assert code == CloseCode.SERVICE_RESTART
            refusals = [event for event in rest if event.id is None]
            assert [event.data["error"] for event in refusals] == ["SHUTTING_DOWN"] * (number == 1)
            assert seen[number] + [event for event in rest if event.id is not None] == whole
    _ended_in_order(ending)

    assert [event.id for event in whole] == list(range(1, len(whole) + 1))
    assert whole[-1].name == "interrupted"
    assert stage.moved(person).messages(session_id)[1]["content"] == text_of(whole)
    with open_socket(person, session_id, base_url=stage.far.base_url) as there:
        there.say("resume", message_id=whole[0].data["message_id"], last_event_id=BEGINNING)
        assert there.turn() == whole[BEGINNING:]
        stage.model.go_on.set()
        there.say(content=STORY)
        assert text_of(there.turn()) == TEXT


def test_idle_sockets_and_those_of_other_processes_go_on_elsewhere(
    stage: Stage, ending: Served, person: Native
) -> None:
    quiet, busy, elsewhere = (person.start() for _ in range(3))
    with (
        open_socket(person, quiet) as idle,
        open_socket(person, quiet) as refused,
        open_socket(person, elsewhere) as foreign,
        open_socket(person, elsewhere, base_url=stage.far.base_url) as far,
        person.sending(busy, STORY) as events,
    ):
        far.say(content=HOLD)
        there = [far.next() for _ in range(BEGINNING)]
        here = [foreign.next() for _ in range(BEGINNING)]
        next(events)
        _told_to_stop(ending)
        refused.say(content=STORY)
        assert refused.problem() == "SHUTTING_DOWN"
        assert refused.until_closed() == ([], CloseCode.SERVICE_RESTART)
        assert idle.until_closed() == ([], CloseCode.SERVICE_RESTART)
        more, code = foreign.until_closed()
        assert code == CloseCode.SERVICE_RESTART
        assert list(events)[-1].name == "done"
        _ended_in_order(ending)

        here += more
        with open_socket(person, elsewhere, base_url=stage.far.base_url) as again:
            again.say("resume", message_id=here[0].data["message_id"], last_event_id=here[-1].id)
            stage.model.go_on.set()
            there += far.turn()
            seen = {event.id: event for event in here}
            while there[-1].id not in seen:
                event = again.next()
                seen[event.id] = event
    assert list(seen.values()) == there
    assert text_of(there) == TEXT


def test_a_message_that_was_taken_is_answered(stage: Stage, ending: Served, person: Native) -> None:
    session_id = person.start()
    with open_socket(person, session_id) as opened, _database(stage) as held:
        held.execute("SELECT FROM solve_sessions WHERE id = %s FOR UPDATE", [session_id])
        opened.say(content=STORY)
        until_blocking(held)
        _told_to_stop(ending)
        held.rollback()
        events, code = opened.until_closed()
    assert code == CloseCode.SERVICE_RESTART
    assert (text_of(events), events[-1].name) == (TEXT, "done")
    _ended_in_order(ending)


def test_a_second_ctrl_c_interrupts_replies_and_keeps_their_text(stage: Stage) -> None:
    with serving(stage.data, "stream", **stage.env | {"TURN_SHUTDOWN_SECONDS": "60"}) as hurried:
        person = Native(hurried.base_url)
        assert person.register().status_code == 201
        session_id = person.start()
        with open_socket(person, session_id) as opened:
            opened.say(content=HOLD)
            seen = [opened.next() for _ in range(BEGINNING)]
            hurried.process.send_signal(signal.SIGINT)
            until_draining(hurried.base_url)
            hurried.process.send_signal(signal.SIGINT)
            rest, code = opened.until_closed()
        _ended_in_order(hurried)
    assert code == CloseCode.SERVICE_RESTART
    assert rest[-1].name == "interrupted"
    stored = stage.moved(person).messages(session_id)[1]
    assert (stored["status"], stored["content"]) == ("interrupted", text_of([*seen, *rest]))


def _database(stage: Stage) -> psycopg.Connection[Any]:
    sockets = DataFolder.at(stage.data).sockets
    return psycopg.connect(host=str(sockets), port=POSTGRES_PORT, user="postgres", dbname=embedded.DATABASE)
