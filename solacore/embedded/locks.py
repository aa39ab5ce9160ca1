"""Locks between processes that the kernel releases at any death of their holder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """An advisory lock (flock) on a file, held until `release` or the end of the process.

    A forked child holds it too; a program started by `subprocess` does not, because Python's descriptors are
    closed on exec.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._is_held = False

    def acquire(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock.

        Args:
            shared: whether other shared holders are fine.
            wait: whether to block until it is free.

        Returns:
            Whether this process holds the lock now.

        Raises:
            OSError: the file cannot be opened.
        """
        if self._is_held:
            return True
        if self._descriptor is None:
            self._descriptor = open_for_owner(self._path, os.O_RDWR)
        operation = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._descriptor, operation if wait else operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._is_held = True
        return True

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None
        self._is_held = False

    def is_current(self) -> bool:
        """Whether the lock is held on the file that is at the path now, not on a removed one."""
        if self._descriptor is None or not self._is_held:
            return False
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock on this file exclusively or shared."""
    lock = FileLock(path)
    try:
        return not lock.acquire(wait=False)
    finally:
        lock.release()


def open_for_owner(path: Path, flags: int) -> int:
    """Open a file inside a data folder, made private to the folder's owner if it does not exist.

    What root leaves in a folder of somebody else's must not lock its owner out of it.

    Returns:
        A descriptor, closed on exec.
    """
    descriptor = os.open(path, flags | os.O_CREAT, 0o600)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor
