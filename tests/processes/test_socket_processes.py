"""Sockets with two server processes on the same servers, as behind a load balancer."""

import pytest

from solacore.testing.clients import text_of
from solacore.testing.sockets import open_socket
from tests.processes.stage import HOLD, Stage

pytestmark = pytest.mark.pure

STORY = "I said yes to a job in another city and have not told my partner, who loves it here."


def test_a_turn_of_one_process_is_heard_in_the_other(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    with (
        open_socket(person, session_id) as near,
        open_socket(person, session_id, base_url=stage.far.base_url) as far,
    ):
        for number in range(3):
            over_http = person.send(session_id, f"{STORY} ({number})")
            assert near.turn() == far.turn() == over_http


def test_stop_works_from_the_other_process(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    with (
        open_socket(person, session_id) as near,
        open_socket(person, session_id, base_url=stage.far.base_url) as far,
    ):
        near.say(content=HOLD)
        seen = [far.next() for _ in range(4)]
        far.say("stop")
        seen += far.turn()
        assert near.turn() == seen
    assert seen[-1].name == "stopped"
    assert person.messages(session_id)[1]["content"] == text_of(seen)
