"""Servers that outlived their supervisor."""

import contextlib
import signal
import time
from pathlib import Path

import psutil

_WAIT_SECONDS = 5.0
_TICK_SECONDS = 0.02


def stop_leftovers(pid_file: Path, program: str, stop_signal: signal.Signals) -> None:
    """Stop what still runs of a server that was not stopped cleanly, and remove its pid file.

    Both servers work in the folder of their pid file and remove that file when they end cleanly, so without
    one there is nothing to look for. A process belongs to the server when it has the program's name and that
    working folder; the number in the file alone may long be somebody else's.

    Args:
        pid_file: its first line is the process id of the server's main process.
        program: how the names of the server's processes begin.
        stop_signal: what asks the main process for a quick and clean end.
    """
    if not pid_file.exists():
        return
    first = pid_file.read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
    found = _processes(program, pid_file.parent)
    leader = next((process for process in found if str(process.pid) == first), None)
    if leader is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            leader.send_signal(stop_signal)
        _wait_for_end(found)
    # Those whose leader is dead have nothing to finish.
    for process in filter(_is_alive, found):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _wait_for_end(found)
    pid_file.unlink(missing_ok=True)


def _wait_for_end(processes: list[psutil.Process]) -> None:
    """Wait until they have ended, for some seconds at most.

    A zombie has ended: in a container without an init process nobody may ever collect it.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while any(map(_is_alive, processes)) and time.monotonic() < deadline:
        time.sleep(_TICK_SECONDS)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _processes(program: str, folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if (process.info["name"] or "").startswith(program) and process.info["cwd"] == str(folder)
    ]
