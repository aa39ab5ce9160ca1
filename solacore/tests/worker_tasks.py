"""Tasks for the tests of the worker. They write to a file, which outlives a killed process."""

import time
from pathlib import Path

from django_tasks import task


@task()
def note(path: str, word: str) -> None:
    """Appends a word."""
    with Path(path).open("a") as file:
        file.write(f"{word}\n")


@task()
def take_long(path: str, gate: str) -> None:
    """Notes its begin, waits until there is a file at `gate`, and notes its end."""
    note.func(path, "begun")
    while not Path(gate).exists():
        time.sleep(0.02)
    note.func(path, "ended")


@task()
def fail(secret: str) -> None:
    """Fails."""
    raise RuntimeError(secret)
