"""GET /health, /health/live, /health/ready."""

import threading
from collections.abc import Iterator

import httpx
import pytest
from django.db import OperationalError
from pytest_django import Settings

from monitoring import health
from monitoring.health import Check, health_checks


@pytest.fixture(autouse=True)
def _fresh_answers() -> Iterator[None]:
    """Keeps no answer from the test before, nor for the one after."""
    health_checks.forget()
    yield
    health_checks.forget()


def test_ready_names_each_check(server: str) -> None:
    response = httpx.get(f"{server}/health/ready")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "healthy")
    assert set(body["checks"]) == {"database", "redis", "disk", "memory"}
    assert body["checks"]["database"]["latency_ms"] >= 0
    assert 0 <= body["checks"]["disk"]["usage_percent"] <= 100


def test_a_dead_redis_is_degraded(server: str, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = httpx.get(f"{server}/health/ready")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["checks"]["redis"]["status"] == "unhealthy"
    health_checks.forget()
    assert httpx.get(f"{server}/health").json()["status"] == "degraded"


def test_a_dead_database_is_unhealthy_and_live_does_not_care(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead() -> Check:
        raise OperationalError("no connection to 10.0.0.7")

    monkeypatch.setitem(health.CHECKS, "database", dead)
    response = httpx.get(f"{server}/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "unhealthy")
    assert "10.0.0.7" not in response.text
    assert httpx.get(f"{server}/health/live").status_code == 200


def test_a_check_that_hangs_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.2)

    released = threading.Event()

    def hangs() -> Check:
        released.wait(60)
        return {"status": "healthy"}

    monkeypatch.setitem(health.CHECKS, "database", hangs)
    try:
        assert httpx.get(f"{server}/health/ready").status_code == 503
    finally:
        released.set()
        # Or it would be the answer of the next test.
        health_checks._questions["database"].asked().result(60)


def test_an_answer_is_kept_for_a_while(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted() -> Check:
        asked.append(1)
        return {"status": "healthy"}

    monkeypatch.setitem(health.CHECKS, "disk", counted)
    for _ in range(3):
        httpx.get(f"{server}/health/ready")
    assert len(asked) == 1


def test_details_only_with_debug(server: str, settings: Settings) -> None:
    settings.DEBUG = True
    assert {"environment", "checks"} <= set(httpx.get(f"{server}/health").json())
    settings.DEBUG = False
    assert set(httpx.get(f"{server}/health").json()) == {"status", "version"}


def test_live_says_that_the_service_is_there(server: str) -> None:
    body = httpx.get(f"{server}/health/live").json()
    assert body["checks"] == {"service": {"status": "healthy"}}
    assert body["timestamp"].endswith("Z")
