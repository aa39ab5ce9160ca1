"""A database and a folder for backups of a test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from operations.tests.scratch import scratch_database


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """BACKUP_DIR; not there yet."""
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return tmp_path / "backups"


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """The name of a database that stands in for that of the deployment."""
    with scratch_database(monkeypatch) as name:
        yield name
