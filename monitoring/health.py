"""Whether this process can do its work: its dependencies, asked at once and not too often."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import wait
from functools import partial
from typing import Any

import psutil
import redis
from django.conf import settings

from monitoring.bounded import Question
from monitoring.database_probe import database_probe

Check = dict[str, Any]

# Seconds that one check may take, and that an answer is kept (HTTP contract and operations issue).
CHECK_SECONDS = 2.0
CACHE_SECONDS = 5.0
# Percent in use from which a resource is reported as degraded.
CROWDED_PERCENT = 95.0


def check_database() -> Check:
    """Asks PostgreSQL for a row."""
    database_probe.ask()
    return {"status": "healthy"}


def check_redis() -> Check:
    """Pings Redis; a cluster that lacks slots refuses every command but this one."""
    with redis.Redis.from_url(settings.REDIS_URL, **settings.REDIS_TIMEOUTS) as client:
        client.ping()
        is_whole = not settings.REDIS_CLUSTER or client.cluster("INFO")["cluster_state"] == "ok"
    return {"status": "healthy" if is_whole else "unhealthy"}


def check_disk() -> Check:
    """How full the disk is that the process writes to."""
    return _usage(psutil.disk_usage(str(settings.BASE_DIR)).percent)


def check_memory() -> Check:
    """How much of the machine's memory is in use."""
    return _usage(psutil.virtual_memory().percent)


def _usage(percent: float) -> Check:
    return {"status": "degraded" if percent >= CROWDED_PERCENT else "healthy", "usage_percent": percent}


CHECKS: dict[str, Callable[[], Check]] = {
    "database": check_database,
    "redis": check_redis,
    "disk": check_disk,
    "memory": check_memory,
}
# Asked over a connection, so that their time says something.
_REMOTE = frozenset({"database", "redis"})


def _run(name: str) -> Check:
    started = time.monotonic()
    try:
        result = CHECKS[name]()
    except Exception:  # noqa: BLE001 - whatever a driver raises means that its server can't be used
        result = {"status": "unhealthy"}
    if name in _REMOTE:
        result["latency_ms"] = round((time.monotonic() - started) * 1000, 1)
    return result


class HealthChecks:
    """Runs the checks in parallel and keeps their answer for some seconds."""

    def __init__(self) -> None:
        """Starts without an answer."""
        self._questions = {name: Question(f"health-{name}", partial(_run, name)) for name in CHECKS}
        self._lock = threading.Lock()
        self._checked_at = float("-inf")
        self._answer: dict[str, Check] = {}

    def results(self) -> dict[str, Check]:
        """Each check's result by name, at most CACHE_SECONDS old; who asks meanwhile shares the answer.

        A PostgreSQL that has ended since then is noticed at once, by the connection that it has closed.
        """
        with self._lock:
            if time.monotonic() - self._checked_at > CACHE_SECONDS or self._is_outdated():
                self._answer = self._ask()
                self._checked_at = time.monotonic()
            return self._answer

    def forget(self) -> None:
        """Lets the next request ask anew."""
        with self._lock:
            self._checked_at = float("-inf")

    def _is_outdated(self) -> bool:
        return self._answer["database"]["status"] == "healthy" and database_probe.was_cut()

    def _ask(self) -> dict[str, Check]:
        asked = {name: question.asked() for name, question in self._questions.items()}
        done, _ = wait(asked.values(), timeout=CHECK_SECONDS)
        late = {"status": "unhealthy", "latency_ms": CHECK_SECONDS * 1000}
        return {name: answer.result() if answer in done else late for name, answer in asked.items()}


def overall(results: dict[str, Check]) -> str:
    """Unhealthy without PostgreSQL, degraded with anything else amiss, healthy otherwise."""
    if results["database"]["status"] != "healthy":
        return "unhealthy"
    return "healthy" if all(result["status"] == "healthy" for result in results.values()) else "degraded"


health_checks = HealthChecks()
