"""The logs of the servers and of their supervisor."""

import os
from pathlib import Path
from typing import BinaryIO

from solacore.embedded.locks import open_for_owner

_LARGEST = 1_000_000
_TAIL_BYTES = 4_000
_TAIL_LINES = 10


class LogFile:
    """A log that processes append to; one older copy is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._start = 0

    def open(self) -> BinaryIO:
        """Open for appending, and remember where what follows begins."""
        if self.path.exists() and self.path.stat().st_size > _LARGEST:
            self.path.replace(self.path.with_suffix(".log.1"))
        stream = os.fdopen(open_for_owner(self.path, os.O_WRONLY | os.O_APPEND), "ab")
        self._start = self.path.stat().st_size
        return stream

    def tail(self) -> str:
        """The last lines written since `open`, indented, after the log's path."""
        content = self.path.read_bytes()[self._start :][-_TAIL_BYTES:]
        lines = content.decode(errors="replace").splitlines()[-_TAIL_LINES:]
        return "\n  ".join([f"{self.path}:", *lines]) if lines else f"{self.path} has no new lines."
