"""Fixtures for the tests of every app.

Tests share one server and one database and never clean up: each makes people of its own.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from solacore.start_up import start_servers
from solacore.testing.clients import Browser, Native, NativeFactory, close_clients
from solacore.testing.databases import test_database
from solacore.testing.server import running_server


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """The migrated test database; pytest-django's own makes it for marked tests only."""
    start_servers()
    with django_db_blocker.unblock(), test_database():
        yield


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, open to every thread for the whole run."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(autouse=True)
def _database_for_all(request: pytest.FixtureRequest) -> None:
    """Gives every test the database, but those of pure modules (`pytestmark = pytest.mark.pure`)."""
    if request.node.get_closest_marker("pure") is None:
        request.getfixturevalue("database")


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
