"""A server program as a child of the supervisor."""

import ctypes
import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from solacore.embedded.account import Account, run_as
from solacore.embedded.binaries import environment
from solacore.embedded.folder import DataFolder
from solacore.embedded.logs import LogFile

# A clean end takes well under a second; a checkpoint on a slow disk takes longer.
_STOP_SECONDS = 30.0
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


class Server(ABC):
    """PostgreSQL or Redis: how to prepare, start, watch and stop it."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: DataFolder, account: Account | None) -> None:
        self.folder = folder
        self.account = account
        self.log = LogFile(folder.log(self.name.lower()))
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def prepare(self) -> None:
        """Clear away what an unclean end left, and create the server's folder at the first start.

        Raises:
            EmbeddedServerError: the folder cannot be created.
        """

    @abstractmethod
    def command(self) -> list[str]:
        """The command line that runs the server in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the started server takes requests now."""

    def start(self) -> None:
        """Prepare and start; does not wait until the server answers."""
        self.prepare()
        with self.log.open() as log:
            self._process = subprocess.Popen(  # noqa: S603
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder.root,
                env=environment(),
                # The supervisor has one thread, so code between fork and exec is safe.
                preexec_fn=_ends_with_parent(self.stop_signal),  # noqa: PLW1509
                **run_as(self.account),
            )

    @property
    def pid(self) -> int | None:
        """The process id, once started."""
        return self._process.pid if self._process else None

    def has_ended(self) -> bool:
        """Whether the server was started and its process is gone."""
        return self._process is not None and self._process.poll() is not None

    def ask_to_stop(self) -> None:
        """Ask for a quick and clean end; does not wait."""
        if self._process is not None:
            self._process.send_signal(self.stop_signal)

    def wait_stopped(self) -> None:
        """Wait for the end that was asked for, and force it when it takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _ends_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before exec so that it is asked to stop when the supervisor dies, even by kill -9.

    Linux has this (prctl(2)); elsewhere the next start finds such a server by its pid file.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    supervisor = os.getpid()

    def prepare_child() -> None:
        prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != supervisor:  # it died before the call above
            os._exit(1)

    return prepare_child
