"""A process that is killed in the middle of a reply: another one keeps all that anybody has read of it."""

import signal
from collections.abc import Iterator
from itertools import islice

import pytest

from solacore.testing.clients import read_events, text_of
from tests.processes.stage import HOLD, WORDS, Stage, two_servers

pytestmark = pytest.mark.pure

MIDDLE = 1 + len(WORDS) // 2
# Longer than the test takes: no checkpoint comes, so what is left of a reply is what Redis has.
CHECKPOINT_SECONDS = "60"
# Long enough to read half a reply on a busy machine.
LEASE_SECONDS = "8"


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Two servers without checkpoints, for a test that kills one of them."""
    with two_servers(
        TURN_CHECKPOINT_SECONDS=CHECKPOINT_SECONDS, TURN_LEASE_SECONDS=LEASE_SECONDS, TURN_SWEEP_SECONDS="0.5"
    ) as stage:
        yield stage


def test_its_reply_has_every_word_that_redis_has(stage: Stage) -> None:
    person = stage.person()
    session_id = person.start()
    far = stage.moved(person)
    with person.sending(session_id, HOLD, client_message_id="m-1") as events:
        seen = list(islice(events, MIDDLE))
        path = f"/sessions/{session_id}/messages/{seen[0].data['message_id']}/stream"
        with far.http.stream("GET", path, headers=far.headers()) as response:
            elsewhere = read_events(response.iter_lines())
            # What is read in another process has come over Redis.
            assert list(islice(elsewhere, MIDDLE)) == seen
            assert far.again().messages(session_id)[1]["content"] == ""
            stage.near.stop(signal.SIGKILL)
            (last,) = elsewhere
    assert last.name == "interrupted"
    stored = far.messages(session_id)[1]
    assert (stored["status"], stored["content"]) == ("interrupted", text_of(seen))

    resumed = far.get(path, headers={"Last-Event-ID": str(MIDDLE - 3)})
    assert list(read_events(resumed.text.split("\n"))) == [*seen[-3:], last]
    retried = far.send(session_id, HOLD, client_message_id="m-1")
    assert (text_of(retried), retried[-1].name) == (text_of(seen), "interrupted")
    stage.model.go_on.set()
    assert far.send(session_id, "And now?")[-1].name == "done"
