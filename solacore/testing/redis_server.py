"""A Redis of a test's own, which it may kill and start again, empty."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from solacore.embedded.binaries import environment, redis_program
from solacore.testing.own_stores import is_scaled_out
from solacore.testing.scaled import Cluster, redis_cluster
from solacore.testing.served import free_port

START_SECONDS = 20


class RedisProcess:
    """A Redis on a port of its own that keeps nothing on disk."""

    def __init__(self) -> None:
        """Starts it."""
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        """Starts it, empty, and waits until it answers."""
        options = {"port": str(self._port), "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [str(redis_program()), *arguments],
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with redis.Redis.from_url(self.url) as client:
                    client.ping()
                return
            except redis.RedisError:
                time.sleep(0.02)
        raise AssertionError("Redis did not start.")

    def restart_if_dead(self) -> None:
        """Starts it again when it was killed."""
        if self._process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """Kills it, as a machine that loses power does."""
        self._process.kill()
        self._process.wait(10)


@contextmanager
def redis_process() -> Iterator[RedisProcess | Cluster]:
    """A Redis for as long as it is needed; a cluster where the tests run on one."""
    if is_scaled_out():
        with tempfile.TemporaryDirectory(prefix="cluster-") as folder, redis_cluster(Path(folder)) as cluster:
            yield cluster
        return
    process = RedisProcess()
    try:
        yield process
    finally:
        process.kill()
