"""What the supervisor tells the processes that wait for it."""

import json
import os
from pathlib import Path
from typing import Literal

State = Literal["ready", "failed"]

# The exit code of a supervisor that found another one at work.
ALREADY_RUNNING = 3


def write(path: Path, state: State, message: str = "") -> None:
    """Put a status in place in one step, so that no reader sees half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"state": state, "message": message, "pid": os.getpid()}), encoding="utf-8")
    draft.replace(path)


def clear(path: Path) -> None:
    """Remove the status, if there is one."""
    path.unlink(missing_ok=True)


def is_ready(path: Path) -> bool:
    """Whether the status says that both servers answer."""
    return _read(path).get("state") == "ready"


def failure(path: Path) -> str:
    """Why the supervisor gave up, or an empty text."""
    status = _read(path)
    return str(status["message"]) if status.get("state") == "failed" else ""


def _read(path: Path) -> dict[str, object]:
    try:
        content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return content
