"""A running server whose PostgreSQL or Redis stops or hangs, and comes back."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
import pytest

from solacore.testing.clients import Native
from solacore.testing.served import Served, migrated_folder, serving
from solacore.testing.threads import Threads

pytestmark = pytest.mark.pure

# The limit for an answer of a probe.
PROBE_SECONDS = 3.0
# An answer is kept for five seconds; then PostgreSQL recovers, on a machine that is busy with other tests.
RECOVERY_SECONDS = 60


class Place(NamedTuple):
    """A running server and the folder of its embedded servers."""

    served: Served
    data: Path

    def ready(self) -> httpx.Response:
        return self._probe("/health/ready")

    def live(self) -> httpx.Response:
        return self._probe("/health/live")

    def _probe(self, path: str) -> httpx.Response:
        response = httpx.get(self.served.base_url + path, timeout=30)
        assert response.elapsed.total_seconds() < PROBE_SECONDS
        return response

    def until_ready(self, status: str) -> None:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while (found := self.ready().json()["status"]) != status:
            assert time.monotonic() < deadline, found
            time.sleep(0.2)

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes of an embedded server, or of the supervisor that would start it again."""
        found = []
        for process in psutil.process_iter(["name", "cmdline", "cwd"]):
            where = " ".join(process.info["cmdline"] or []) + str(process.info["cwd"] or "")
            if name in " ".join([process.info["name"], where]) and str(self.data) in where:
                found.append(process)
        assert found, name
        return found

    @contextmanager
    def hanging(self, *names: str) -> Iterator[None]:
        """Suspends servers, with all their processes."""
        processes = [process for name in names for process in self.processes(name)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                if process.is_running():
                    process.resume()

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """Kills a server, and lets nobody start it again."""
        with self.hanging("solacore.embedded.supervisor"):
            for process in self.processes(name):
                process.kill()
            yield


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with migrated_folder() as data, serving(data) as served:
        yield Place(served, data)


@pytest.fixture
def person(place: Place) -> Native:
    client = Native(place.served.base_url)
    assert client.register().status_code == 201
    return client


def test_without_redis_it_is_degraded_and_works(place: Place, person: Native) -> None:
    with place.stopped("redis-server"):
        place.until_ready("degraded")
        assert place.ready().status_code == 200
        assert person.get("/auth/me").status_code == 200
        assert person.send(person.start(), "My shop closes.")[-1].name == "done"
    place.until_ready("healthy")


def test_without_postgresql_it_is_unhealthy_at_once_and_recovers_by_itself(
    place: Place, person: Native
) -> None:
    with Threads(8) as threads:
        # So that the pool has connections that will be broken.
        clients = [person.again() for _ in range(16)]
        assert all(answer.is_success for answer in threads.map(lambda one: one.get("/auth/devices"), clients))
    assert place.ready().status_code == 200
    with place.stopped("postgres"):
        answer = place.ready()
        assert (answer.status_code, answer.json()["status"]) == (503, "unhealthy")
        assert place.live().status_code == 200
        # Requests that find nobody must not make the pool's pauses grow.
        refused = person.get("/auth/devices")
        assert (refused.status_code, refused.json()["error"]) == (503, "UNAVAILABLE")
    place.until_ready("healthy")
    answer = person.get("/auth/devices")
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() < PROBE_SECONDS


def test_servers_that_hang_hang_no_probe(place: Place, person: Native) -> None:
    place.until_ready("healthy")
    with ExitStack() as stack, place.hanging("solacore.embedded.supervisor", "postgres", "redis-server"):
        place.until_ready("unhealthy")
        threads = stack.enter_context(Threads(12))
        # As many probes at once as hang threads of a pool, twice over.
        answers = [threads.submit(place.ready) for _ in range(12)]
        assert {answer.result().status_code for answer in answers} == {503}
        assert place.live().status_code == 200
        checks = place.ready().json()["checks"]
        assert checks["disk"]["usage_percent"] > 0
        assert {checks["database"]["status"], checks["redis"]["status"]} == {"unhealthy"}
    place.until_ready("healthy")
    assert person.get("/auth/devices").status_code == 200
