"""Leaves a server that does not answer alone for a moment, so that it costs requests little."""

import threading
import time
from collections.abc import Callable

# Seconds between two tries of a server that is away.
REST_SECONDS = 1.5


class Circuit:
    """Closed, it admits every call; after a failure one call per REST_SECONDS, until one succeeds.

    Safe to share between threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Args: clock: the time in seconds, from any origin."""
        self._clock = clock
        self._lock = threading.Lock()
        self._rests_until: float | None = None

    def admits(self) -> bool:
        """Whether a call may be made now. Report its outcome."""
        with self._lock:
            if self._rests_until is None:
                return True
            now = self._clock()
            if now < self._rests_until:
                return False
            # The call that is let through may hang: until it has an outcome, the others go on resting.
            self._rests_until = now + REST_SECONDS
            return True

    def succeeded(self) -> None:
        """The server answered."""
        with self._lock:
            self._rests_until = None

    def failed(self) -> bool:
        """The server did not answer; answers whether that is news."""
        with self._lock:
            is_news = self._rests_until is None
            self._rests_until = self._clock() + REST_SECONDS
            return is_news
