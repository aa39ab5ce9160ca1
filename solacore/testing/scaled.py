"""What many machines share, on one: PgBouncer in transaction mode and a Redis Cluster of three nodes."""

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

from solacore.embedded.account import Account, run_as

NODES = 3
SLOTS = 16_384
START_SECONDS = 30
_SEARCH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def missing_programs() -> list[str]:
    """Which of the programs are not installed."""
    return [name for name in ("pgbouncer", "redis-server") if shutil.which(name, path=_SEARCH) is None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running Redis Cluster; `url` is its address, as REDIS_URL has it."""

    url: str
    nodes: list["subprocess.Popen[bytes]"]

    def kill(self) -> None:
        """Kills all nodes."""
        for node in self.nodes:
            node.kill()
            node.wait(10)


@contextmanager
def redis_cluster(folder: Path) -> Iterator[Cluster]:
    """Three masters that share the slots."""
    with ExitStack() as stack:
        started = [stack.enter_context(_node(folder)) for _ in range(NODES)]
        ports = [port for port, _ in started]
        clients = [stack.enter_context(redis.Redis(port=port)) for port in ports]
        _until(lambda: all(_answers(client) for client in clients))
        for index, client in enumerate(clients):
            first, last = (SLOTS * number // NODES for number in (index, index + 1))
            _ask(client, "CLUSTER ADDSLOTSRANGE", first, last - 1)
            if index:
                _ask(client, "CLUSTER MEET", "127.0.0.1", ports[0])
        _until(lambda: all(_knows_all(client) for client in clients))
        yield Cluster(f"redis+cluster://127.0.0.1:{ports[0]}/0", [process for _, process in started])


def _ask(client: "redis.Redis", *words: str | int) -> Any:
    return client.execute_command(*words)  # type: ignore[no-untyped-call]


def _answers(client: "redis.Redis") -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _knows_all(client: "redis.Redis") -> bool:
    info = _ask(client, "CLUSTER INFO")
    text = info.decode() if isinstance(info, bytes) else str(info)
    return "cluster_state" in text and "ok" in text and _count_of(client) == NODES


def _count_of(client: "redis.Redis") -> int:
    return len(_ask(client, "CLUSTER SHARDS"))


@contextmanager
def _node(folder: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port = _bus_port()
    place = folder / f"node-{port}"
    place.mkdir()
    options = {"port": str(port), "bind": "127.0.0.1", "dir": str(place), "save": "", "appendonly": "no"}
    options |= {"cluster-enabled": "yes", "cluster-node-timeout": "2000"}
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    program = shutil.which("redis-server", path=_SEARCH)
    assert program is not None
    process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    try:
        yield port, process
    finally:
        process.kill()
        process.wait(10)


def _bus_port() -> int:
    """A free port whose cluster bus, 10,000 above, is free as well."""
    while True:
        port = random.randrange(20_000, 30_000)  # noqa: S311
        with socket.socket() as plain, socket.socket() as bus:
            try:
                plain.bind(("127.0.0.1", port))
                bus.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
            return port


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
pool_mode = transaction
# Fewer than the clients have, so that transactions do change connections.
default_pool_size = 6
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
