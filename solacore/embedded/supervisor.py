"""The process that runs the embedded servers for as long as anybody uses them.

It is started by `solacore.embedded.client` as `python -m solacore.embedded.supervisor DATA_DIR`. Its signs
of life: it holds `supervisor.lock` from before that command returns until its end, and `supervisor.json`
says when both servers answer, or why it gave up.
"""

import os
import signal
import stat
import sys
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from solacore.embedded import status
from solacore.embedded.account import Account, account_for, let_through
from solacore.embedded.errors import EmbeddedServerError
from solacore.embedded.folder import DataFolder
from solacore.embedded.locks import FileLock
from solacore.embedded.postgres import PostgresServer
from solacore.embedded.redis import RedisServer
from solacore.embedded.server import Server

_START_SECONDS = 60.0
_TICK_SECONDS = 0.2
_START_TICK_SECONDS = 0.02
# A server that dies this often in so short a time would do so for ever.
_MOST_RESTARTS = 5
_RESTARTS_SECONDS = 60.0


class Supervisor:
    """Starts both servers, starts one again that dies, and stops both when the last user is gone."""

    def __init__(self, folder: DataFolder, lock: FileLock) -> None:
        self._folder = folder
        self._lock = lock
        self._users = FileLock(folder.users_lock)
        self._is_asked_to_stop = False
        self._servers: list[Server] = []
        self._restarts: deque[float] = deque(maxlen=_MOST_RESTARTS)

    def run(self) -> None:
        """Serve until the last user is gone, SIGTERM or SIGINT, or a server that cannot run."""
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        failure = ""
        try:
            self._serve()
        except (EmbeddedServerError, OSError) as error:
            failure = str(error)
        except Exception:
            failure = "The supervisor of the embedded servers failed."
            raise
        finally:
            status.clear(self._folder.status)
            self._stop_servers()
            if failure:
                _log(failure)
                status.write(self._folder.status, "failed", failure)

    def _ask_to_stop(self, *_: object) -> None:
        self._is_asked_to_stop = True

    def _should_end(self) -> bool:
        """Whether to stop; once nobody uses the folder, the lock taken here keeps new users waiting."""
        # Without its lock file the folder was removed: another supervisor may already be at this path.
        return self._is_asked_to_stop or not self._lock.is_current() or self._users.acquire(wait=False)

    def _serve(self) -> None:
        account = account_for(self._folder)
        make_socket_folder(self._folder, account)
        self._servers = [PostgresServer(self._folder, account), RedisServer(self._folder, account)]
        for server in self._servers:
            server.start()
        self._wait_for_answers()
        if not self._should_end():
            _log("both servers answer")
            status.write(self._folder.status, "ready")
        while not self._should_end():
            for server in self._servers:
                if server.has_ended():
                    self._start_again(server)
            time.sleep(_TICK_SECONDS)
        _log("stopping")

    def _wait_for_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._should_end() and not all(server.answers() for server in self._servers):
            for server in self._servers:
                if server.has_ended():
                    raise EmbeddedServerError(f"{server.name} could not start. {server.log.tail()}")
                if time.monotonic() > deadline and not server.answers():
                    raise EmbeddedServerError(
                        f"{server.name} does not answer after {_START_SECONDS:.0f} s. {server.log.tail()}"
                    )
            time.sleep(_START_TICK_SECONDS)

    def _start_again(self, server: Server) -> None:
        now = time.monotonic()
        if len(self._restarts) == _MOST_RESTARTS and now - self._restarts[0] < _RESTARTS_SECONDS:
            raise EmbeddedServerError(f"{server.name} dies again and again. {server.log.tail()}")
        self._restarts.append(now)
        _log(f"{server.name} died and is started again")
        server.start()
        self._wait_for_answers()

    def _stop_servers(self) -> None:
        for server in self._servers:
            server.ask_to_stop()
        for server in self._servers:
            server.wait_stopped()
        if self._servers and self._folder.has_sockets_outside:
            try:
                self._folder.sockets.rmdir()
            except OSError as error:
                _log(f"{self._folder.sockets} stays: {error}")


def make_socket_folder(folder: DataFolder, account: Account | None) -> None:
    """Make the folder of the sockets, for its owner only.

    Raises:
        EmbeddedServerError: somebody else made it; under /tmp that can be an attempt to catch connections.
    """
    path = folder.sockets
    path.mkdir(mode=0o700, exist_ok=True)
    let_through(path, account)
    entry = path.lstat()
    ours = {os.geteuid(), account.uid} if account else {os.geteuid()}
    if folder.has_sockets_outside and not (stat.S_ISDIR(entry.st_mode) and entry.st_uid in ours):
        raise EmbeddedServerError(f"{path} belongs to another user. Remove it, or choose a shorter DATA_DIR.")
    path.chmod(0o700)
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _log(line: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} supervisor {os.getpid()}: {line}\n")
    sys.stderr.flush()


def main() -> int:
    """Take the supervisor's lock and leave a supervisor running in the background.

    Returns:
        0 when it runs (it may still fail to start the servers), ALREADY_RUNNING when there is one.
    """
    folder = DataFolder.at(Path(sys.argv[1]))
    lock = FileLock(folder.supervisor_lock)
    if not lock.acquire(wait=False):
        return status.ALREADY_RUNNING
    if os.fork():
        os._exit(0)  # the child holds the lock on
    Supervisor(folder, lock).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
