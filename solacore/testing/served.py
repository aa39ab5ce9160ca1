"""`manage.py serve` as a process of its own, on a data folder of its own, as a newcomer starts it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import httpx

from solacore.embedded.folder import DataFolder
from solacore.embedded.locks import FileLock, is_locked
from solacore.testing.clients import TRUST
from solacore.testing.own_stores import is_scaled_out, own_stores

ROOT = Path(__file__).resolve().parents[2]
# What a newcomer's shell has; nothing of the tests' own environment.
_INHERITED = re.compile(r"PATH|HOME|LANG|TERM|PYTHON.*|COVERAGE.*")
START_SECONDS = 90


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder with a space in its path, outside pytest's own, which root's PostgreSQL can't enter."""
    folder = Path(tempfile.mkdtemp(prefix="solacore data "))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def migrated_folder() -> Iterator[Path]:
    """A data folder whose database has its tables: a copy of one that was migrated once in this run."""
    with data_folder() as folder:
        if not is_scaled_out():
            shutil.copytree(_template() / "postgres", folder / "postgres")
        yield folder


@cache
def _template() -> Path:
    """A data folder that was migrated and whose servers have ended: one for all processes of a run."""
    own = Path(os.environ["DATA_DIR"])
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    shared.mkdir(parents=True, exist_ok=True)
    folder, made_by = shared / "template", shared / "template.made-by"
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    with FileLock(shared / "template.lock"):
        # That of an earlier run may have other migrations.
        if not made_by.exists() or made_by.read_text() != run:
            shutil.rmtree(folder, ignore_errors=True)
            _migrate(folder)
            made_by.write_text(run)
    return folder


def _migrate(folder: Path) -> None:
    migrated = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "SOLACORE_EMBEDDED_FSYNC": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert migrated.returncode == 0, migrated.stderr
    _wait_until_stopped(folder)


def _wait_until_stopped(folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while is_locked(DataFolder.at(folder).supervisor_lock):
        assert time.monotonic() < deadline, "The servers go on without a user."
        time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A running server process."""

    def __init__(self, data: Path, role: str = "all", root: Path = ROOT, **env: str) -> None:
        """Starts it and waits until it is ready; root: where its code is."""
        port = free_port()
        self.log = data.parent / f"{data.name}-{port}.log"
        self.base_url = f"http://127.0.0.1:{port}"
        inherited = {name: value for name, value in os.environ.items() if _INHERITED.fullmatch(name)}
        limits = {f"RATE_LIMIT_{scope}": "100000/minute" for scope in ("GLOBAL", "AUTH", "API", "SSE")}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(root / "manage.py"), "serve", "--role", role],
                env={
                    **inherited,
                    **limits,
                    **own_stores(data),
                    "DATA_DIR": str(data),
                    "PORT": str(port),
                    **env,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output()
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.base_url}/health/ready", timeout=3, verify=TRUST).is_success:
                    return
            time.sleep(0.1)
        raise AssertionError(f"The server did not become ready:\n{self.output()}")

    def output(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(errors="replace")

    def stop(self, sig: signal.Signals = signal.SIGINT) -> int:
        """Sends it a signal, as a terminal does, and answers its exit status."""
        os.killpg(self.process.pid, sig)
        return self.process.wait(60)


@contextmanager
def serving(data: Path, role: str = "all", **env: str) -> Iterator[Served]:
    """A server for as long as it is needed; one that the test has stopped already is left alone."""
    served = Served(data, role, ROOT, **env)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop(signal.SIGKILL)
        served.log.unlink(missing_ok=True)
