"""Fixtures for the tests of whole servers."""

from collections.abc import Iterator

import pytest

from tests.stage import Stage, two_servers


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
