"""Work that is repeated beside the server."""

import threading

import pytest
from django.db import OperationalError

from solacore.periodic import PeriodicThread

WAIT_SECONDS = 20


@pytest.mark.parametrize("fails", [False, True])
def test_it_repeats_its_work_until_it_is_stopped(fails: bool) -> None:
    done: list[int] = []
    third_time = threading.Event()

    def work() -> None:
        done.append(1)
        if len(done) == 3:
            third_time.set()
        if fails:
            raise OperationalError("the connection is closed")

    thread = PeriodicThread("periodic-test", work, seconds=0.001)
    thread.start()
    assert third_time.wait(WAIT_SECONDS)
    thread.stop()
    assert not thread.is_alive()


def test_a_long_wait_does_not_delay_the_end() -> None:
    started = threading.Event()
    thread = PeriodicThread("periodic-test", started.set, seconds=3600)
    thread.start()
    assert started.wait(WAIT_SECONDS)
    thread.stop()
    assert not thread.is_alive()
