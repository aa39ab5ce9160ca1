"""Finds out when rows that open connections rely on no longer count: one query for all of them together."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import structlog
from django.db import Error as DatabaseError

from solacore.common.database import upkeep_in_database

logger = structlog.get_logger(__name__)

StillLive = Callable[[set[uuid.UUID]], set[uuid.UUID]]


class Watch:
    """The rows that the connections of one event loop watch, however many connections there are."""

    def __init__(self, name: str, still_live: StillLive, *, seconds: Callable[[], float]) -> None:
        """Starts with none.

        Args:
            name: what is watched, for the log.
            still_live: a query that answers which of some ids still count.
            seconds: between two looks, asked before each.
        """
        self._name = name
        self._still_live = still_live
        self._seconds = seconds
        self._watched: Counter[uuid.UUID] = Counter()
        self._ended: set[uuid.UUID] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def watching(self, row_id: uuid.UUID) -> Iterator[None]:
        """Watches a row for as long as a connection that relies on it is open."""
        self._watched[row_id] += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._watched[row_id] -= 1
            if not self._watched[row_id]:
                del self._watched[row_id]
                self._ended.discard(row_id)
            if not self._watched and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    def has_ended(self, row_id: uuid.UUID) -> bool:
        """Whether a watched row was found to count no longer."""
        return row_id in self._ended

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._seconds())
            asked = set(self._watched)
            try:
                ended = asked - await upkeep_in_database(self._still_live, asked)
            except DatabaseError as error:
                logger.warning("watch_failed", watch=self._name, error=type(error).__name__)
                continue
            # Who left meanwhile may have watched a row that nobody watches any more.
            self._ended |= ended & set(self._watched)


class WatchOfLoop:
    """The watch of each event loop, made on first use."""

    def __init__(self, make: Callable[[], Watch]) -> None:
        """Args: make: makes the watch of a loop."""
        self._make = make
        self._watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()

    def __call__(self) -> Watch:
        """The watch of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._watches:
            self._watches[loop] = self._make()
        return self._watches[loop]
