"""Work that a process which plays every role repeats, in a thread of its own."""

import threading
from collections.abc import Callable

import structlog
from django.db import Error as DatabaseFailure
from django.db import connections

logger = structlog.get_logger(__name__)

# Seconds that running work gets to end.
STOP_SECONDS = 15.0


class PeriodicThread(threading.Thread):
    """Does something at once and then again and again, until it is stopped.

    Every process does it on its own: the work must bear being done by several at the same time.
    """

    def __init__(self, name: str, work: Callable[[], object], *, seconds: float) -> None:
        """Args: name: the thread's. work: what is done. seconds: the wait between two times."""
        super().__init__(name=name, daemon=True)
        self._work = work
        self._seconds = seconds
        self._stopping = threading.Event()

    def run(self) -> None:
        """Works."""
        while not self._stopping.is_set():
            try:
                self._work()
            except DatabaseFailure:
                logger.exception("periodic_work_failed", work=self.name)
            finally:
                connections.close_all()
            self._stopping.wait(self._seconds)

    def stop(self) -> None:
        """Lets running work end, and does not repeat it."""
        self._stopping.set()
        self.join(STOP_SECONDS)
