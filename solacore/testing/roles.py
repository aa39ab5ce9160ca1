"""Processes of a deployment, with the commands of docker-compose.yml and the servers of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import httpx
import yaml
from django.conf import settings
from django.db import connection

from solacore.testing.clients import TRUST
from solacore.testing.served import START_SECONDS, free_port

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_HOST = "api.solacore.test"
FRONTEND = "https://app.solacore.test"
OTHER_ORIGIN = "https://beta.solacore.test"


def compose() -> dict[str, Any]:
    """docker-compose.yml, with its anchors and merges resolved."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return content


def test_database_url() -> str:
    """The address of the tests' database, as DATABASE_URL has it."""
    given = {name: quote(str(value), safe="") for name, value in _database().items()}
    host = given["HOST"]
    who = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    if host.startswith("%2F"):
        return f"postgres://{who}@:{given['PORT']}/{host.replace('%2F', '/')}/{given['NAME']}"
    return f"postgres://{who}@{host}:{given['PORT'] or 5432}/{given['NAME']}"


def _database() -> dict[str, str]:
    names = ("HOST", "PORT", "USER", "PASSWORD", "NAME")
    return {name: str(connection.settings_dict[name]) for name in names}


def production_environment() -> dict[str, str]:
    """Settings as in production, on the servers of the tests; limits don't stand in the way."""
    return {
        "PATH": os.environ["PATH"],
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY.replace("secret-key", "hidden"),
        "JWT_SECRET": settings.JWT_SECRET.replace("secret", "hidden"),
        "ALLOWED_HOSTS": f"{PUBLIC_HOST},127.0.0.1,localhost",
        "FRONTEND_URL": f"{FRONTEND}/",
        "CORS_ALLOWED_ORIGINS": f" {OTHER_ORIGIN} ",
        "DATABASE_URL": test_database_url(),
        "DATABASE_TRANSACTION_POOLING": str(settings.DATABASE_TRANSACTION_POOLING),
        # As it was given: it says whether it names a cluster.
        "REDIS_URL": os.environ.get("REDIS_URL") or settings.REDIS_URL,
        "LLM_PROVIDER": "guide",
        "TRUSTED_PROXY_COUNT": "1",
        "WEB_CONCURRENCY": "1",
        **{
            f"RATE_LIMIT_{scope}": "1000000/minute"
            for scope in ("GLOBAL", "AUTH", "OAUTH", "FORGOT_PASSWORD", "API", "SSE")
        },
    }


class Role:
    """A running process of a service of docker-compose.yml."""

    def __init__(self, service: str, folder: Path, command: list[str] | None = None, **changes: str) -> None:
        """Starts it.

        Args:
            service: its name in docker-compose.yml.
            folder: for its log.
            command: another one than it has there.
            changes: to the environment of `production_environment`.
        """
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{service}-{self.port}.log"
        words = command or compose()["services"][service]["command"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *(self._adapted(word) for word in words[1:])],
                cwd=ROOT,
                env=production_environment() | {"HOST": "127.0.0.1", "PORT": str(self.port), **changes},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        """For as long as a block lasts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kills it, unless it has ended."""
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)

    def _adapted(self, word: str) -> str:
        """A word of the command, on our address: services have one each, and we have none but loopback's."""
        return word.replace("0.0.0.0", "127.0.0.1").replace("8000", str(self.port))  # noqa: S104

    def wait_until_ready(self) -> None:
        """Waits until it says that it is ready."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output()
            with suppress(httpx.HTTPError):
                address, headers = f"{self.base_url}/health/ready", {"Host": "localhost"}
                if httpx.get(address, headers=headers, timeout=5, verify=TRUST).is_success:
                    return
            time.sleep(0.1)
        raise AssertionError(f"It did not become ready:\n{self.output()}")

    def output(self) -> str:
        """What it has written so far."""
        return self.log.read_text(errors="replace")

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; answers its exit status."""
        self.process.send_signal(sig)
        return self.process.wait(60)


@contextmanager
def running_roles(folder: Path, services: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Role]]:
    """Processes of these services, ready; each with its changes to the environment."""
    with ExitStack() as stack:
        roles = {
            service: stack.enter_context(Role(service, folder, None, **changes))
            for service, changes in services.items()
        }
        for role in roles.values():
            role.wait_until_ready()
        yield roles
