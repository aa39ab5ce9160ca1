"""The threads that tests start, and the guard that finds those that keep a connection."""

import threading

import pytest

from accounts.models import User
from solacore.testing.connections import TakenConnections
from solacore.testing.threads import Threads


def test_their_connections_are_given_back(database: TakenConnections) -> None:
    with Threads(4) as threads:
        assert list(threads.map(lambda _: User.objects.exists(), range(8)))
    assert database.take_back() == []


def test_a_thread_that_keeps_its_connection_is_named(database: TakenConnections) -> None:
    thread = threading.Thread(target=User.objects.exists, name="forgetful")
    thread.start()
    thread.join()
    (lost,) = database.take_back()
    assert lost.startswith("forgetful, of solacore/tests/test_threads_of_tests.py::")
    assert database.take_back() == []


def test_what_one_raises_is_raised_when_all_have_ended() -> None:
    done = threading.Event()

    def start_both() -> None:
        with Threads(1) as threads:
            threads.submit(int, "none")
            threads.submit(done.set)

    with pytest.raises(ValueError, match="none"):
        start_both()
    assert done.is_set()


def test_the_failure_of_the_test_itself_comes_first() -> None:
    def fail() -> None:
        with Threads(1) as threads:
            threads.submit(int, "none")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
