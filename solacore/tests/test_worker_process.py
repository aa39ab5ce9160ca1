"""`manage.py worker` as real processes: several of them, told to stop, killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from solacore.common.task_leases import LEASE, RUNS_MAX, lease_renew, lost_tasks_release
from solacore.testing.background import run_tasks
from solacore.testing.threads import Threads
from solacore.tests.worker_tasks import fail, note, take_long
from solacore.worker import running_worker

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60


@contextmanager
def worker_process() -> Iterator[subprocess.Popen[str]]:
    """A worker that takes tasks already."""
    command = [sys.executable, "-m", "solacore.tests.run_worker", str(connection.settings_dict["NAME"])]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "The worker is running.\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_for(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def row_of(result: Any) -> DBTaskResult[..., Any]:
    row: DBTaskResult[..., Any] = DBTaskResult.objects.get(pk=result.id)
    return row


def tasks_said(*arguments: str) -> str:
    said = StringIO()
    call_command("tasks", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def _empty_queue(database: None) -> None:
    DBTaskResult.objects.all().delete()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes"
    path.touch()
    return path


def test_several_workers_run_each_task_once(notes: Path) -> None:
    words = {f"word-{number}" for number in range(60)}
    with worker_process(), worker_process():
        for word in words:
            note.enqueue(str(notes), word)
        wait_for(lambda: DBTaskResult.objects.successful().count() == len(words), "not all tasks were run")
    assert sorted(notes.read_text().split()) == sorted(words)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_its_task_and_begins_no_other(
    notes: Path, tmp_path: Path, told: signal.Signals
) -> None:
    running = take_long.enqueue(str(notes), str(tmp_path / "gate"))
    with worker_process() as process:
        wait_for(lambda: notes.read_text() == "begun\n", "the task has not begun")
        waiting = note.enqueue(str(notes), "next")
        process.send_signal(told)
        (tmp_path / "gate").touch()
        assert process.wait(WAIT_SECONDS) == 0
    assert row_of(running).status == "SUCCESSFUL"
    assert row_of(waiting).status == "READY"
    assert notes.read_text() == "begun\nended\n"


def test_an_idle_worker_stops_at_once(notes: Path) -> None:
    with worker_process() as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_SECONDS) == 0


def test_the_task_of_a_killed_worker_is_run_by_another(notes: Path, tmp_path: Path) -> None:
    task = take_long.enqueue(str(notes), str(tmp_path / "gate"))
    with worker_process() as process:
        wait_for(lambda: notes.read_text() == "begun\n", "the task has not begun")
        process.kill()
        process.wait()
    assert row_of(task).status == "RUNNING"
    assert lost_tasks_release(timezone.now()) == 0, "it may still be alive"
    assert lost_tasks_release(timezone.now() + LEASE * 2) == 1
    (tmp_path / "gate").touch()
    with worker_process():
        wait_for(lambda: row_of(task).status == "SUCCESSFUL", "nobody has taken the task over")
    assert notes.read_text() == "begun\nbegun\nended\n"


def test_a_long_task_stays_with_its_worker(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solacore.worker.RENEWAL_SECONDS", 0.01)
    task = take_long.enqueue(str(notes), str(tmp_path / "gate"))
    with running_worker():
        wait_for(lambda: notes.read_text() == "begun\n", "the task has not begun")
        long_ago = timezone.now() - LEASE * 2
        DBTaskResult.objects.filter(pk=task.id).update(started_at=long_ago)
        wait_for(lambda: row_of(task).started_at > long_ago + LEASE, "the lease was not renewed")
        (tmp_path / "gate").touch()
        wait_for(lambda: row_of(task).status == "SUCCESSFUL", "the task has not ended")


def test_a_lease_is_only_for_running_tasks(notes: Path) -> None:
    task = note.enqueue(str(notes), "word")
    lease_renew(row_of(task).pk)
    assert row_of(task).started_at is None


def test_many_release_a_lost_task_once() -> None:
    fail.enqueue("x")
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - timedelta(hours=1))
    with Threads(8) as threads:
        assert sum(threads.map(lost_tasks_release, [timezone.now()] * 8)) == 1


def test_a_task_that_ends_its_processes_is_given_up() -> None:
    task = fail.enqueue("x")
    long_ago = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago, worker_ids=["w"] * RUNS_MAX)
    assert lost_tasks_release(timezone.now()) == 1
    assert row_of(task).status == "FAILED"
    assert "5 processes" in tasks_said()


def test_dead_tasks_are_listed_without_what_they_said_and_can_be_tried_again() -> None:
    dead = fail.enqueue("what nobody should read")
    run_tasks()
    said = tasks_said()
    assert "failed: 1\n" in said
    assert "solacore.tests.worker_tasks.fail  builtins.RuntimeError" in said
    assert "nobody should read" not in said
    assert "failed: 0\nsuccessful: 0\n" in tasks_said("--retry", str(dead.id))
    assert row_of(dead).status == "READY"
    run_tasks()
    assert "failed: 1\n" in tasks_said()
    assert "ready: 1\n" in tasks_said("--retry", "all")


@pytest.mark.parametrize("which", ["nonsense", "7f3c2f3e-0000-4000-8000-000000000000"])
def test_only_dead_tasks_can_be_tried_again(which: str) -> None:
    with pytest.raises(CommandError):
        tasks_said("--retry", which)
