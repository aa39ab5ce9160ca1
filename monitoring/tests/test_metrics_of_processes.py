"""The metrics of the processes of a deployment: several workers of one server, and one without requests."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from monitoring.tests.pages import Page
from solacore.testing.clients import TRUST, Native
from solacore.testing.roles import Role, running_roles
from solacore.testing.served import START_SECONDS, free_port

VIEW = {"view": "accounts.api.sign_in_views.MeView", "method": "GET"}


@pytest.fixture(scope="module")
def api(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Role]:
    folder = tmp_path_factory.mktemp("api")
    with running_roles(folder, {"api": {"WEB_CONCURRENCY": "3", "TMPDIR": str(folder)}}) as roles:
        api = roles["api"]
        person = Native(api.base_url)
        assert person.register().status_code == 201

        def all_have_served() -> bool:
            # A connection of its own, so that each worker gets some.
            with httpx.Client(base_url=api.base_url, headers=person.headers(), verify=TRUST) as client:
                assert client.get("/auth/devices").status_code == 200
            return len(_workers(api)) == 3 and _workers(api) <= _measured(api, "gauge_livesum")

        _eventually(all_have_served)
        yield api


def _eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _workers(api: Role) -> set[int]:
    return {child.pid for child in psutil.Process(api.process.pid).children()}


def _folders(api: Role) -> list[Path]:
    return list(api.log.parent.glob("solacore-metrics-*"))


def _measured(api: Role, kind: str) -> set[int]:
    """The processes that have metrics of a kind."""
    return {
        int(path.stem.rpartition("_")[2]) for folder in _folders(api) for path in folder.glob(f"{kind}_*.db")
    }


def test_any_worker_tells_of_all(api: Role) -> None:
    _eventually(lambda: len(_workers(api)) == 3)
    person = Native(api.base_url)
    assert person.register().status_code == 201
    for _ in range(30):
        with httpx.Client(base_url=api.base_url, headers=person.headers(), verify=TRUST) as client:
            assert client.get("/auth/me").status_code == 200
    pages = [Page(api.base_url) for _ in range(6)]
    name = "django_http_requests_latency_seconds_by_view_method_count"
    assert {page.value(name, **VIEW) for page in pages} == {30.0}
    assert _workers(api) <= _measured(api, "histogram")
    assert all(page.value("solacore_active_sessions") >= 1 for page in pages)
    assert pages[0].has("solacore_build_info", version="0.1.0")


def test_a_worker_that_dies_takes_its_gauges_and_leaves_its_counts(api: Role) -> None:
    _eventually(lambda: len(_workers(api)) == 3)
    before = Page(api.base_url)
    limit = before.value("solacore_database_pool_limit")
    (folder,) = _folders(api)
    victim = next(iter(_measured(api, "gauge_livesum") & _workers(api)))
    os.kill(victim, signal.SIGKILL)
    _eventually(lambda: not psutil.pid_exists(victim) and len(_workers(api)) == 3)
    after = Page(api.base_url)
    assert after.value("solacore_database_pool_limit") < limit + 20
    assert not list(folder.glob(f"gauge_livesum_{victim}.db"))
    counted = "django_http_requests_before_middlewares_total"
    assert after.value(counted) > before.value(counted)


def test_its_folder_goes_with_it(database: None, tmp_path: Path) -> None:
    with running_roles(tmp_path, {"api": {"TMPDIR": str(tmp_path)}}) as roles:
        assert len(_folders(roles["api"])) == 1
        assert roles["api"].stop() == 0
        assert _folders(roles["api"]) == []


def test_a_named_folder_begins_empty(database: None, tmp_path: Path) -> None:
    named = tmp_path / "metrics"
    named.mkdir()
    (named / "counter_1.db").write_bytes(b"what a dead process has left")
    with running_roles(tmp_path, {"api": {"PROMETHEUS_MULTIPROC_DIR": str(named)}}) as roles:
        assert Page(roles["api"].base_url).value("solacore_database_up") == 1


def test_a_worker_serves_its_own(database: None, tmp_path: Path) -> None:
    port = free_port()
    worker = Role("worker", tmp_path, METRICS_PORT=str(port))
    try:
        base_url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            assert worker.process.poll() is None, worker.output()
            try:
                return httpx.get(f"{base_url}/metrics").is_success
            except httpx.HTTPError:
                return False

        _eventually(answers)
        page = Page(base_url, "/metrics")
        assert page.has("solacore_mails_total", outcome="sent")
        assert page.has("solacore_tasks_total", task="send_password_reset", outcome="done")
        assert page.value("process_resident_memory_bytes") > 0
        # Of what all share, one kind of process tells.
        assert not page.has("solacore_active_sessions")
    finally:
        worker.stop()
