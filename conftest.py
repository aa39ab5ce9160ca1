"""Fixtures for the tests of every app.

Tests share one server and one database and never clean up: each makes people of its own.
"""

import asyncio
import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from xdist.remote import Producer

from accounts.hashers import OwaspArgon2PasswordHasher
from solacore.start_up import start_servers
from solacore.testing.clients import Browser, Native, NativeFactory, close_clients
from solacore.testing.connections import TakenConnections
from solacore.testing.databases import test_database
from solacore.testing.distribution import BySharedServers
from solacore.testing.server import running_server
from solve.llm.guide import provider as guide

# A busy machine is no fault of a test.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: tests wait for servers about half of the time."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharedServers | None:
    """Has `--dist loadscope` know what tests share."""
    return BySharedServers(config, log) if config.option.dist == "loadscope" else None


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """The migrated test database; pytest-django's own makes it for marked tests only."""
    start_servers()
    with django_db_blocker.unblock(), test_database():
        yield


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[TakenConnections]:
    """The test database, open to every thread for the whole run."""
    taken = TakenConnections()
    with django_db_blocker.unblock(), taken.watching(), pytest.MonkeyPatch.context() as patch:
        # Most tests make people, and a hash is made to be slow.
        patch.setattr(OwaspArgon2PasswordHasher, "memory_cost", 8)
        yield taken


@pytest.fixture(autouse=True)
def _database_for_all(request: pytest.FixtureRequest) -> Iterator[None]:
    """Gives every test the database, but those of pure modules (`pytestmark = pytest.mark.pure`)."""
    if request.node.get_closest_marker("pure") is not None:
        yield
        return
    taken: TakenConnections = request.getfixturevalue("database")
    yield
    # `solacore.testing.threads` gives them back.
    assert taken.take_back() == [], "threads that ended with a connection of the pool"


@pytest.fixture(scope="session")
def server(database: None) -> Iterator[str]:
    """The address of a running server."""
    with running_server() as base_url:
        yield base_url


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    """Closes the connections of every client that the test has made."""
    yield
    close_clients()


@pytest.fixture
def native(server: str) -> NativeFactory:
    """Makes mobile clients."""

    def make(fingerprint: str | None = None) -> Native:
        return Native(server, fingerprint)

    return make


@pytest.fixture
def person(server: str) -> Native:
    """A registered person with a mobile client."""
    client = Native(server)
    response = client.register()
    assert response.status_code == 201, response.text
    return client


@pytest.fixture
def outsider(server: str) -> Native:
    """Another registered person."""
    client = Native(server)
    assert client.register().status_code == 201
    return client


@pytest.fixture
def browser(server: str) -> Browser:
    """A web client that is not signed in."""
    return Browser(server)


@pytest.fixture
def quick_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in guide without its pauses, for tests that only read replies to their ends."""
    at_once = SimpleNamespace(to_thread=asyncio.to_thread, sleep=lambda _seconds: asyncio.sleep(0))
    monkeypatch.setattr(guide, "asyncio", at_once)
