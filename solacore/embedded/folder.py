"""Where the embedded servers keep what they have: the layout of a data folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

POSTGRES_PORT = 5432
POSTGRES_SOCKET = f".s.PGSQL.{POSTGRES_PORT}"
REDIS_SOCKET = "redis.sock"

# A socket's path is limited to 107 bytes on Linux and to 103 on macOS (sun_path, unix(7)).
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The files and folders inside a data folder; computing them touches nothing on disk."""

    root: Path

    @classmethod
    def at(cls, data_dir: Path) -> Self:
        """The layout of the folder at this path, relative or through symbolic links as it may be."""
        return cls(data_dir.resolve())

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def redis(self) -> Path:
        return self.root / "redis"

    @property
    def users_lock(self) -> Path:
        """Held shared by every process that uses the servers, exclusively by a supervisor that stops them."""
        return self.root / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by a process while it looks whether the servers run and starts them if not."""
        return self.root / "start.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor for its whole life."""
        return self.root / "supervisor.lock"

    @property
    def status(self) -> Path:
        return self.root / "supervisor.json"

    def log(self, name: str) -> Path:
        """The log of a server or of the supervisor."""
        return self.root / f"{name}.log"

    @property
    def sockets(self) -> Path:
        """The folder of the servers' sockets: inside the data folder, or under /tmp where that cannot be.

        It cannot be when the path is too long for a socket, is not UTF-8 (a URL could not carry it) or has a
        comma, which separates hosts in libpq's `host` (PostgreSQL, "Connection Strings").
        """
        inside = self.root / "run"
        raw = os.fsencode(inside)
        longest = len(raw) + 1 + max(len(POSTGRES_SOCKET), len(REDIS_SOCKET))
        if longest <= LONGEST_SOCKET_PATH and b"," not in raw and _is_utf8(raw):
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        # Not tempfile.gettempdir(): on macOS that path is long itself, and TMPDIR may differ by process.
        return Path(f"/tmp/solacore-{os.geteuid()}-{digest}")  # noqa: S108

    @property
    def has_sockets_outside(self) -> bool:
        """Whether the sockets lie under /tmp, where others can write too."""
        return self.sockets.parent != self.root

    @property
    def redis_socket(self) -> Path:
        return self.sockets / REDIS_SOCKET


def is_first_start(data_dir: Path) -> bool:
    """Whether starting the servers would create a new database in this data folder."""
    return not DataFolder.at(data_dir).postgres.is_dir()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
