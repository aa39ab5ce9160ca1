"""A circuit breaker: a provider that is down is left alone, and asked again soon."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

# Calls in a row that must fail before the provider counts as down.
FAILURES_TO_OPEN = 5
# Seconds before a provider that is down is asked again; the requirement is 10 at most.
OPEN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave for one call, to be handed back with its outcome."""

    is_probe: bool


class CircuitBreaker:
    """Closed, it lets every call through; open, one every OPEN_SECONDS, until one succeeds.

    A call that hangs keeps the next one from nothing: it may wait for its answer far longer than the provider
    is away. Safe to share between threads.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Args: clock: the time in seconds, from any origin."""
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._probed_at: float | None = None

    def admit(self) -> Permit | None:
        """Leave for a call, or None while the provider is to be left alone. Hand every permit back."""
        with self._lock:
            if self._opened_at is None:
                return Permit(is_probe=False)
            if self._seconds_to_probe(self._opened_at) > 0:
                return None
            self._probed_at = self._clock()
            return Permit(is_probe=True)

    def seconds_to_probe(self) -> float:
        """How long until a call may be let through; 0 when one may be."""
        with self._lock:
            return 0.0 if self._opened_at is None else self._seconds_to_probe(self._opened_at)

    def succeeded(self, permit: Permit) -> None:
        """The provider answered, if only to an earlier call: it is up."""
        with self._lock:
            self._failures = 0
            self._opened_at = None
            self._end_probe(permit)

    def failed(self, permit: Permit) -> None:
        """The provider did not answer."""
        with self._lock:
            self._failures += 1
            is_late = self._opened_at is not None and not permit.is_probe
            if self._failures >= FAILURES_TO_OPEN and not is_late:
                self._opened_at = self._clock()
            self._end_probe(permit)

    def abandoned(self, permit: Permit) -> None:
        """The caller gave up: that says nothing about the provider."""
        with self._lock:
            self._end_probe(permit)

    def _seconds_to_probe(self, opened_at: float) -> float:
        last = max(opened_at, self._probed_at or opened_at)
        return max(0.0, last + OPEN_SECONDS - self._clock())

    def _end_probe(self, permit: Permit) -> None:
        if permit.is_probe:
            self._probed_at = None
