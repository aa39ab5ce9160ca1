"""A backup while people write, the database lost, and everything that was there brought back."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from solacore.testing.clients import Native
from solacore.testing.own_stores import own_direct_stores
from solacore.testing.served import ROOT, Served, migrated_folder, serving
from solacore.testing.threads import Threads

pytestmark = pytest.mark.pure

STORY = "My shop closes in June and I have told nobody."
WRITERS = 2
_DROP = """
from operations.backups.database import alone, database_name, drop, RESTORE_LOCK
with alone(RESTORE_LOCK) as server:
    drop(server, database_name())
"""


def _manage(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **own_direct_stores(data), "DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def _talk(served: Served, people: list[Native], stopping: threading.Event) -> None:
    while not stopping.is_set():
        person = Native(served.base_url)
        assert person.register().status_code == 201
        person.send(person.start(), STORY)
        people.append(person)


@contextmanager
def _crowd(served: Served, people: list[Native]) -> Iterator[None]:
    stopping = threading.Event()
    with Threads(WRITERS) as threads:
        for _ in range(WRITERS):
            threads.submit(_talk, served, people, stopping)
        try:
            yield
        finally:
            stopping.set()


def test_what_was_written_before_the_backup_comes_back() -> None:
    people: list[Native] = []
    with migrated_folder() as data:
        with serving(data) as served:
            known = Native(served.base_url)
            assert known.register().status_code == 201
            session_id = known.start()
            known.send(session_id, STORY)
            conversation = known.messages(session_id)
            with _crowd(served, people):
                backup = _manage(data, "backup")
            assert backup.returncode == 0, backup.stderr
            assert people
        dump = next((data / "backups").glob("*.dump"))
        assert _manage(data, "shell", "-c", _DROP).returncode == 0
        restored = _manage(data, "restore", str(dump))
        assert restored.returncode == 0, restored.stderr
        assert "every table was compared" in restored.stdout
        with serving(data) as served:
            again = Native(served.base_url, known.fingerprint)
            again.access = known.access
            assert again.messages(session_id) == conversation
        dump.write_bytes(dump.read_bytes()[:-1])
        refused = _manage(data, "restore", str(dump), "--force")
        assert refused.returncode != 0
        assert "damaged" in refused.stderr
