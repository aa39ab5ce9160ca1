"""What many machines share, on one: PgBouncer in transaction mode and a Redis Cluster of three nodes."""

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import redis

from solacore.embedded.account import Account, run_as

NODES = 3
SLOTS = 16_384
START_SECONDS = 30
# A database of PgBouncer's own, which answers `SHOW STATS`.
PGBOUNCER_CONSOLE = "pgbouncer"
_SEARCH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def missing_programs() -> list[str]:
    """Which of the programs are not installed."""
    return [name for name in ("pgbouncer", "redis-server") if shutil.which(name, path=_SEARCH) is None]


class Cluster:
    """A running Redis Cluster: three masters that share the slots, and nothing on disk but who they are."""

    def __init__(self, folder: Path) -> None:
        """Starts it; folder: for what the nodes know of each other."""
        self._places = {port: folder / f"node-{port}" for port in _bus_ports()}
        for place in self._places.values():
            place.mkdir()
        self._nodes: list[subprocess.Popen[bytes]] = []
        self._run()
        self._join()
        self._wait()

    @property
    def url(self) -> str:
        """Its address, as REDIS_URL has it."""
        return f"redis+cluster://127.0.0.1:{min(self._places)}/0"

    def start(self) -> None:
        """Starts all nodes again, empty."""
        self._run()
        self._wait()

    def restart_if_dead(self) -> None:
        """Starts it again when it was killed."""
        if any(node.poll() is not None for node in self._nodes):
            self.kill()
            self.start()

    def kill(self) -> None:
        """Kills all nodes."""
        for node in self._nodes:
            node.kill()
            node.wait(10)

    def kill_node(self, number: int) -> None:
        """Kills one node; the first is the one that `url` names."""
        self._nodes[number].kill()
        self._nodes[number].wait(10)

    def commands(self) -> dict[int, int]:
        """How many commands each node has handled, by its port."""
        return {port: _asked(port, "INFO")["total_commands_processed"] for port in sorted(self._places)}

    def _run(self) -> None:
        self._nodes = [_node(port, place) for port, place in sorted(self._places.items())]
        _until(lambda: all(_asked(port, "PING") for port in self._places))

    def _join(self) -> None:
        """Makes a cluster of nodes that don't know each other yet."""
        ports = sorted(self._places)
        for index, port in enumerate(ports):
            first, last = (SLOTS * number // NODES for number in (index, index + 1))
            _asked(port, "CLUSTER ADDSLOTSRANGE", first, last - 1)
            if index:
                _asked(port, "CLUSTER MEET", "127.0.0.1", ports[0])

    def _wait(self) -> None:
        _until(lambda: all(_knows_all(port) for port in self._places))


@contextmanager
def redis_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster for as long as it is needed."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.kill()


def _asked(port: int, *words: str | int) -> Any:
    """A node's answer; None when it has none."""
    with redis.Redis(port=port, socket_timeout=5) as client:
        try:
            return client.execute_command(*words)
        except redis.RedisError:
            return None


def _knows_all(port: int) -> bool:
    info = _asked(port, "CLUSTER INFO") or {}
    if isinstance(info, bytes):
        info = dict(line.split(":", 1) for line in info.decode().split())
    return info.get("cluster_state") == "ok" and info.get("cluster_slots_ok") == str(SLOTS)


def _node(port: int, place: Path) -> "subprocess.Popen[bytes]":
    options = {"port": str(port), "bind": "127.0.0.1", "dir": str(place), "save": "", "appendonly": "no"}
    options |= {"cluster-enabled": "yes", "cluster-node-timeout": "2000"}
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    program = shutil.which("redis-server", path=_SEARCH)
    assert program is not None
    return subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)


def _bus_ports() -> list[int]:
    """Free ports whose cluster buses, 10,000 above, are free as well."""
    found: set[int] = set()
    while len(found) < NODES:
        port = random.randrange(20_000, 30_000)  # noqa: S311
        with socket.socket() as plain, socket.socket() as bus:
            try:
                plain.bind(("127.0.0.1", port))
                bus.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
            found.add(port)
    return sorted(found)


@contextmanager
def pgbouncer(folder: Path, server: dict[str, str], account: Account | None) -> Iterator[int]:
    """PgBouncer in transaction mode in front of a server, for all of its databases; gives its port.

    Args:
        folder: for its configuration.
        server: HOST, PORT and USER as in Django's settings; no password.
        account: who runs it when root does; it must be able to reach the server's socket.
    """
    program = shutil.which("pgbouncer", path=_SEARCH)
    assert program is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    users = folder / "users.txt"
    users.write_text(f'"{server["USER"]}" ""\n')
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        f"""
[databases]
* = host='{server["HOST"]}' port={server["PORT"] or 5432} user={server["USER"]}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
stats_users = {server["USER"]}
pool_mode = transaction
# Fewer than the clients have, and another one for each transaction: what a session would keep is lost.
default_pool_size = 6
server_round_robin = 1
min_pool_size = 3
max_client_conn = 500
server_idle_timeout = 5
ignore_startup_parameters = extra_float_digits
"""
    )
    for path in (users, configuration):
        path.chmod(0o644)
    for parent in folder.parents:
        if str(parent).startswith("/tmp/"):  # noqa: S108
            parent.chmod(parent.stat().st_mode | 0o011)
    folder.chmod(0o755)
    process = subprocess.Popen(
        [program, "--quiet", str(configuration)], stderr=subprocess.DEVNULL, **run_as(account)
    )
    where = {"host": "127.0.0.1", "port": str(port), "user": server["USER"], "dbname": "postgres"}
    try:
        _until(lambda: _connects(where))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _connects(where: dict[str, str]) -> bool:
    try:
        psycopg.connect(**where).close()  # type: ignore[arg-type]  # any conninfo
    except psycopg.OperationalError:
        return False
    return True


def _until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_true():
        assert time.monotonic() < deadline, "it did not start"
        time.sleep(0.05)
