"""Servers that outlived their supervisor."""

import contextlib
import signal
from pathlib import Path

import psutil

_POLITE_SECONDS = 5.0


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
    for process in found:
        if str(process.pid) == first:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(stop_signal)
    _, alive = psutil.wait_procs(found, timeout=_POLITE_SECONDS)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=_POLITE_SECONDS)
    pid_file.unlink(missing_ok=True)


def _processes(program: str, folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if (process.info["name"] or "").startswith(program) and process.info["cwd"] == str(folder)
    ]
