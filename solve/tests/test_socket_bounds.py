"""How many sockets may be open at once, of a person and in a process."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed

from solacore.testing.clients import Native
from solacore.testing.sockets import Socket, open_socket
from solve.sockets.codes import CloseCode

STORY = "My sister has stopped answering me since the move."
# A place is free again soon after its socket has closed.
ATTEMPTS = 100


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


@contextmanager
def entered(person: Native, session_id: str) -> Iterator[Socket]:
    """A socket with a place, as soon as one is free."""
    with ExitStack() as stack:
        for _ in range(ATTEMPTS):
            opened = stack.enter_context(open_socket(person, session_id))
            if _has_place(opened):
                break
            time.sleep(0.1)
        else:
            pytest.fail("no place became free")
        yield opened


def turned_away(person: Native, session_id: str) -> int:
    """The code that a socket without a place is closed with."""
    with open_socket(person, session_id) as opened:
        events, code = opened.until_closed()
    assert events == []
    return code


def _has_place(opened: Socket) -> bool:
    """Whether it is answered, and not closed for want of a place."""
    try:
        opened.say("dance")
        return opened.problem() == "VALIDATION_ERROR"
    except ConnectionClosed as closed:
        if closed.rcvd is None or closed.rcvd.code != CloseCode.TRY_AGAIN_LATER:
            raise
        return False


def test_a_person_has_so_many(person: Native, outsider: Native, session_id: str, settings: Settings) -> None:
    settings.SOCKETS_PER_PERSON = 3
    with ExitStack() as stack:
        first, *_ = [
            stack.enter_context(entered(person, where)) for where in (session_id, session_id, person.start())
        ]
        assert turned_away(person, session_id) == CloseCode.TRY_AGAIN_LATER
        stack.enter_context(entered(outsider, outsider.start()))
        first.say(content=STORY)
        assert first.turn()[-1].name == "done"
        first.raw.close()
        stack.enter_context(entered(person, session_id))
        assert turned_away(person, session_id) == CloseCode.TRY_AGAIN_LATER


def test_a_process_has_so_many(person: Native, outsider: Native, session_id: str, settings: Settings) -> None:
    settings.SOCKETS_PER_PROCESS = 2
    theirs = outsider.start()
    with entered(person, session_id):
        with entered(outsider, theirs):
            assert turned_away(person, session_id) == CloseCode.TRY_AGAIN_LATER
            assert turned_away(outsider, theirs) == CloseCode.TRY_AGAIN_LATER
        with entered(person, session_id):
            pass


def test_who_is_turned_away_takes_no_place(person: Native, session_id: str, settings: Settings) -> None:
    settings.SOCKETS_PER_PERSON = 1
    with entered(person, session_id):
        for _ in range(5):
            assert turned_away(person, session_id) == CloseCode.TRY_AGAIN_LATER
    with entered(person, session_id):
        pass
