"""The background worker beside the server."""

import threading
import time

import pytest
from django.core import mail
from django.db import OperationalError
from django_tasks_db.management.commands.db_worker import Worker

from solacore import worker
from solacore.testing.clients import Native


def wait_for_mail(address: str) -> None:
    deadline = time.monotonic() + 20
    while not any(message.to == [address] for message in mail.outbox):
        assert time.monotonic() < deadline, "no mail was sent"
        time.sleep(0.05)


def test_it_runs_tasks_while_the_block_lasts(server: str) -> None:
    client = Native(server)
    with worker.running_worker():
        assert client.register().status_code == 201
        wait_for_mail(client.email)
    assert not [thread for thread in threading.enumerate() if thread.name == "worker"]


def test_it_survives_a_lost_database(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    works = Worker.run
    failures: list[int] = []

    def fail_once(self: Worker) -> None:
        if not failures:
            failures.append(1)
            raise OperationalError("the connection is closed")
        works(self)

    monkeypatch.setattr(Worker, "run", fail_once)
    monkeypatch.setattr(worker, "RECOVERY_SECONDS", 0.01)
    client = Native(server)
    with worker.running_worker():
        assert client.register().status_code == 201
        wait_for_mail(client.email)
    assert failures
