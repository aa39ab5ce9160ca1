"""How a process gets the embedded servers: start them if needed, and count as a user until its end."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from solacore.embedded import status
from solacore.embedded.addresses import DATABASE
from solacore.embedded.errors import EmbeddedServerError
from solacore.embedded.folder import DataFolder
from solacore.embedded.locks import FileLock, is_locked
from solacore.embedded.logs import LogFile
from solacore.embedded.probes import create_database, redis_answers

Say = Callable[[str], None]

# More than the supervisor itself allows the servers to start and initdb to run.
_START_SECONDS = 130.0
_ANSWER_SECONDS = 60.0
_TICK_SECONDS = 0.02
_PROJECT = Path(__file__).resolve().parents[2]

_guard = threading.Lock()
_user_locks: dict[DataFolder, FileLock] = {}


def ensure_running(data_dir: Path, say: Say | None = None) -> None:
    """Make PostgreSQL and Redis of this data folder answer, and keep them running until this process ends.

    Blocks until both answer and the database `solacore` exists. May be called again, from any thread; a later
    call repairs what has broken since. Children made by fork count as users too.

    Args:
        data_dir: the data folder; made if missing.
        say: takes lines for a person about what is being done; nothing is said when all is there.

    Raises:
        EmbeddedServerError: why the servers cannot be used.
    """
    folder = DataFolder.at(data_dir)
    with _guard:
        try:
            _become_user(folder)
            with FileLock(folder.start_lock):
                _wait_for_answers(folder, say or _say_nothing)
        except OSError as error:
            _stop_being_user(folder)
            raise EmbeddedServerError(f"The data folder {folder.root} cannot be used: {error}.") from error
        except BaseException:
            _stop_being_user(folder)
            raise


def _become_user(folder: DataFolder) -> None:
    """Hold the users' lock; waits while a supervisor that found no user stops its servers."""
    held = _user_locks.get(folder)
    if held is not None and held.is_current():
        return
    _stop_being_user(folder)
    folder.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(folder.users_lock)
    lock.acquire(shared=True)
    _user_locks[folder] = lock


def _stop_being_user(folder: DataFolder) -> None:
    held = _user_locks.pop(folder, None)
    if held is not None:
        held.release()


def _bring_up(folder: DataFolder, say: Say) -> None:
    """Wait for a supervisor whose servers answer; start one when there is none.

    One that is there but not ready either starts, for a process that died meanwhile, or stops, on SIGTERM.
    """
    deadline = time.monotonic() + _START_SECONDS
    log = LogFile(folder.log("supervisor"))
    is_launched = False
    while not (status.is_ready(folder.status) and is_locked(folder.supervisor_lock)):
        if not is_locked(folder.supervisor_lock):
            if is_launched:
                raise EmbeddedServerError(
                    status.failure(folder.status) or f"The embedded servers ended. {log.tail()}"
                )
            say(f"Starting PostgreSQL and Redis in {folder.root}")
            is_launched = _launch(folder, log)
        if time.monotonic() > deadline:
            raise EmbeddedServerError(f"The embedded servers do not start. {log.tail()}")
        time.sleep(_TICK_SECONDS)
    if is_launched:
        say("PostgreSQL and Redis are running")


def _launch(folder: DataFolder, log: LogFile) -> bool:
    """Start a supervisor in its own session, away from the terminal.

    Returns:
        Whether it was this one that became the supervisor.
    """
    status.clear(folder.status)
    search = [str(_PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    with log.open() as stream:
        done = subprocess.run(  # noqa: S603
            # -P: the data folder, where it runs, is no place to import from.
            [sys.executable, "-P", "-m", "solacore.embedded.supervisor", str(folder.root)],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            cwd=folder.root,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(search)},
            start_new_session=True,
            check=False,
        )
    if done.returncode not in (0, status.ALREADY_RUNNING):
        raise EmbeddedServerError(f"The supervisor of the embedded servers cannot start. {log.tail()}")
    return done.returncode == 0


def _wait_for_answers(folder: DataFolder, say: Say) -> None:
    """Wait until this process itself gets answers.

    The supervisor may be starting a server again that died, or be dying itself.
    """
    deadline = time.monotonic() + _ANSWER_SECONDS
    while True:
        _bring_up(folder, say)
        problem = create_database(folder, DATABASE)
        if not problem and not redis_answers(folder):
            problem = f"Redis does not answer at {folder.redis_socket}."
        if not problem:
            return
        if time.monotonic() > deadline:
            raise EmbeddedServerError(problem)
        time.sleep(_TICK_SECONDS)


def _say_nothing(_: str) -> None:
    pass
