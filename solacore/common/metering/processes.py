"""The metrics of servers with several processes: each writes files into one folder, and any adds them up.

prometheus_client looks for its folder in PROMETHEUS_MULTIPROC_DIR when it is imported, so whoever forks sets
it before (`gunicorn.conf.py`), and this module imports nothing of it. The folder is one server's alone: the
processes of another may have the same numbers. docs/decisions/0012-metrics-of-several-processes.md says more.
"""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def metrics_folder() -> Path | None:
    """The folder of this server; None for a server of one process."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


def folder_begin() -> Path:
    """Makes the folder of this server, or empties the named one: numbers of dead processes come again.

    Call it in the process that forks, before anything imports prometheus_client.
    """
    folder = metrics_folder()
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="solacore-metrics-"))
        os.environ[FOLDER] = str(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.db"):
        stale.unlink(missing_ok=True)
    return folder


def folder_end() -> None:
    """Removes the folder."""
    folder = metrics_folder()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
