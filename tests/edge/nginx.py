"""A real nginx with the project's nginx.conf, on addresses and in a folder of a test's own."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from solacore.testing.roles import FRONTEND, OTHER_ORIGIN, PUBLIC_HOST, ROOT
from solacore.testing.served import free_port

PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@dataclass(frozen=True, slots=True)
class Edge:
    """A running nginx."""

    process: subprocess.Popen[bytes]
    folder: Path
    http_port: int
    https_port: int

    @property
    def base_url(self) -> str:
        return f"https://127.0.0.1:{self.https_port}"

    @property
    def certificate(self) -> Path:
        return self.folder / "tls_certificate"

    def trust(self) -> ssl.SSLContext:
        """A client's TLS that knows this server's certificate."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def client(self, *, source: str | None = None, **headers: str) -> httpx.Client:
        """An HTTP client that finds the public host here; source: its own address."""
        return httpx.Client(
            base_url=self.base_url,
            headers={"Host": PUBLIC_HOST, **headers},
            transport=httpx.HTTPTransport(verify=self.trust(), local_address=source),
            timeout=30,
        )

    def logged(self, text: str) -> str:
        """The access log, once it has this text: a line is written after its answer."""
        deadline = time.monotonic() + 20
        while text not in (log := (self.folder / "access.log").read_text()):
            assert time.monotonic() < deadline, log
            time.sleep(0.01)
        return log

    def errors(self) -> str:
        return (self.folder / "error.log").read_text()


def configuration(folder: Path, *, http_port: int, https_port: int, changes: dict[str, str]) -> str:
    """nginx.conf with the paths and ports of containers replaced, and what the test changes."""
    text = (ROOT / "nginx.conf").read_text()
    changes = {
        **changes,
        # First: the folder itself may be in it.
        "/tmp/": f"{folder}/",  # noqa: S108
        "/run/secrets/": f"{folder}/",
        "/dev/stdout": f"{folder}/access.log",
        "error_log stderr": f"error_log {folder}/error.log",
        "listen 8080;": f"listen 127.0.0.1:{http_port};",
        "listen [::]:8080;": "",
        "listen 8443 ssl http2;": f"listen 127.0.0.1:{https_port} ssl http2;",
        "listen [::]:8443 ssl http2;": "",
        "worker_processes auto;": "worker_processes 1;",
        "worker_rlimit_nofile 65536;": "",
        "worker_connections 16384;": "worker_connections 1024;",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def running_nginx(
    folder: Path, *, api: str, stream: str, changes: dict[str, str] | None = None
) -> Iterator[Edge]:
    """nginx in front of two servers; changes: to the text of its configuration."""
    assert PROGRAM is not None
    # Its workers give up root's rights.
    for parent in (folder, *folder.parents):
        if str(parent).startswith("/tmp/"):  # noqa: S108
            parent.chmod(parent.stat().st_mode | 0o011)
    http_port, https_port = free_port(), free_port()
    _make_certificate(folder)
    _write_includes(folder, api, stream)
    (folder / "nginx.conf").write_text(
        configuration(folder, http_port=http_port, https_port=https_port, changes=changes or {})
    )
    command = [PROGRAM, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    edge = Edge(process, folder, http_port, https_port)
    try:
        _wait(edge)
        yield edge
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait(edge: Edge) -> None:
    deadline = time.monotonic() + 20
    while True:
        assert edge.process.poll() is None, edge.errors()
        try:
            socket.create_connection(("127.0.0.1", edge.https_port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, edge.errors()
            time.sleep(0.05)
        else:
            return


def _make_certificate(folder: Path) -> None:
    names = f"subjectAltName=DNS:{PUBLIC_HOST},IP:127.0.0.1"
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    files = ["-keyout", f"{folder}/tls_key", "-out", f"{folder}/tls_certificate"]
    subprocess.run(
        ["openssl", "req", "-x509", *key, *files, "-subj", f"/CN={PUBLIC_HOST}", "-addext", names],
        check=True,
        capture_output=True,
    )


def _write_includes(folder: Path, api: str, stream: str) -> None:
    """As the image's entry point does."""
    env = {
        "PATH": os.environ["PATH"],
        "OUTPUT": str(folder),
        "API_UPSTREAM": api,
        "STREAM_UPSTREAM": stream,
        "FRONTEND_URL": f"{FRONTEND}/",
        "CORS_ALLOWED_ORIGINS": f" {OTHER_ORIGIN} ",
    }
    subprocess.run(["sh", str(ROOT / "nginx" / "10-site.sh")], check=True, env=env)
