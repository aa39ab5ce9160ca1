"""Ends what outlives a request: streams and sockets whose sign-in session was revoked or has expired.

One query every few seconds asks for all sessions that are watched in this process, however many
connections there are.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

import structlog
from django.db import Error as DatabaseError
from django.utils import timezone

from accounts.models import ActiveSession
from solacore.common.database import upkeep_in_database

logger = structlog.get_logger(__name__)

# Seconds between two looks; the contract has open connections end within ten.
LOOK_SECONDS = 4.0


class SessionWatch:
    """The sign-in sessions behind the open connections of one event loop."""

    def __init__(self) -> None:
        """Starts with none."""
        self._watched: Counter[uuid.UUID] = Counter()
        self._ended: set[uuid.UUID] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def watching(self, session_id: uuid.UUID) -> Iterator[None]:
        """Watches a session for as long as a connection that relies on it is open."""
        self._watched[session_id] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._watched[session_id] -= 1
            if not self._watched[session_id]:
                del self._watched[session_id]
                self._ended.discard(session_id)

    def has_ended(self, session_id: uuid.UUID) -> bool:
        """Whether a watched session no longer counts."""
        return session_id in self._ended

    async def _look(self) -> None:
        while self._watched:
            await asyncio.sleep(LOOK_SECONDS)
            asked = set(self._watched)
            try:
                self._ended |= asked - await upkeep_in_database(_live, asked)
            except DatabaseError as error:
                logger.warning("session_watch_failed", error=type(error).__name__)


def _live(session_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    live = ActiveSession.objects.live(timezone.now()).filter(user__is_active=True)
    return set(live.filter(pk__in=session_ids).values_list("pk", flat=True))


_watches: "WeakKeyDictionary[asyncio.AbstractEventLoop, SessionWatch]" = WeakKeyDictionary()


def session_watch() -> SessionWatch:
    """The watch of the running loop."""
    return _watches.setdefault(asyncio.get_running_loop(), SessionWatch())
