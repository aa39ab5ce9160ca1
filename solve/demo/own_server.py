"""A server of the demo's own, for when none is named."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from django.conf import settings

# Seconds that the first start may take: it creates and migrates a database.
START_SECONDS = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def own_server(say: Callable[[str], None]) -> Iterator[str]:
    """Starts `manage.py serve` on a free port for as long as it is needed; gives its address.

    Raises:
        RuntimeError: when it does not start.
    """
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    say(f"Starting a server at {base} ...")
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve"],
            env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(base, process)
            yield base
        finally:
            process.terminate()
            process.wait()


def _wait_until_ready(base: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base}/health/ready", timeout=3).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise RuntimeError("The server did not start; `make run` shows why.")
