"""Fixtures for the tests of whole servers."""

from collections.abc import Iterator

import pytest

from solacore.testing.served import Served, serving
from tests.processes.stage import PACE_SECONDS, Stage, two_servers


@pytest.fixture(scope="session")
def _both() -> Iterator[Stage]:
    with two_servers() as stage:
        yield stage
        for served in (stage.near, stage.far):
            assert "Traceback" not in served.output()


@pytest.fixture
def stage(_both: Stage) -> Iterator[Stage]:
    """Two running servers, for tests that end neither of them; Redis may be killed."""
    _both.model.go_on.clear()
    yield _both
    _both.model.go_on.set()
    _both.redis.restart_if_dead()


@pytest.fixture
def ending(stage: Stage) -> Iterator[Served]:
    """A server to be ended, beside those of the stage; replies take some two seconds there."""
    stage.model.pace = 0.05
    with serving(stage.data, "stream", **stage.env | {"TURN_SHUTDOWN_SECONDS": "4"}) as served:
        yield served
    stage.model.pace = PACE_SECONDS
