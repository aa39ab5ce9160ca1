"""The sockets of this process: which session each one watches, and what happens there."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from accounts.watch import session_watch, still_signed_in
from solacore.common.cancelling import cancel_and_wait
from solacore.common.database import in_database
from solve.errors import TooManySocketsError
from solve.selectors import recent_replies
from solve.sockets.codes import CloseCode
from solve.sockets.feed import Feed
from solve.sockets.link import ChannelLink

logger = structlog.get_logger(__name__)

# Seconds between two looks at the sessions of all sockets: one query for them together. With the interval
# of `accounts.watch` it stays within the ten seconds in which a signed-out socket is to close.
LOOK_SECONDS = 3.0
# Seconds after which a client that finds no room may try again.
RETRY_SECONDS = 10


# How much longer ago than the last look a reply may have begun and not have been seen by it: the time that
# other processes' clocks differ by, and that a transaction takes.
OVERLAP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """One socket's place.

    Attributes:
        user_id: whose it is.
        sign_in_id: the sign-in that it relies on.
        session_id: the solve session that it watches.
        feed: what it is sent.
        since: when it was taken.
    """

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    session_id: uuid.UUID
    feed: Feed
    since: datetime = field(default_factory=timezone.now)


class SocketHub:
    """The sockets of one event loop."""

    def __init__(self) -> None:
        """Starts with none."""
        self._seats: dict[uuid.UUID, set[Seat]] = {}
        self._seats_of_person: Counter[uuid.UUID] = Counter()
        self._link = ChannelLink(self._tell)
        self._looking: asyncio.Task[None] | None = None
        self._is_retired = False

    async def join(self, seat: Seat) -> None:
        """Gives a socket the turn that runs in its session, if one does, and all that begin from now on.

        Raises:
            TooManySocketsError: the person, or this process, has as many as may be.
        """
        if (
            self._seats_of_person[seat.user_id] >= settings.SOCKETS_PER_PERSON
            or self._seats_of_person.total() >= settings.SOCKETS_PER_PROCESS
        ):
            raise TooManySocketsError(retry_after=RETRY_SECONDS)
        self._seats.setdefault(seat.session_id, set()).add(seat)
        self._seats_of_person[seat.user_id] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await self._link.join(seat.session_id)
        # After joining, so that no turn can begin unheard in between.
        await self._catch_up([seat.session_id], since=seat.since)
        if self._is_retired:
            seat.feed.finish(CloseCode.SERVICE_RESTART)

    def leave(self, seat: Seat) -> None:
        """Forgets a socket, if it was let in."""
        seats = self._seats.get(seat.session_id, set())
        if seat in seats:
            seats.remove(seat)
            self._seats_of_person -= Counter([seat.user_id])
        if not seats:
            self._seats.pop(seat.session_id, None)

    def turn_began(self, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
        """Tells every socket of the session, here at once and in other processes soon. Never fails."""
        self._tell(session_id, message_id)
        self._link.tell(session_id, message_id)

    def retire(self) -> None:
        """Closes every socket, later ones too, when it has been sent what there is: this process ends."""
        self._is_retired = True
        for seat in self._of(self._seats):
            seat.feed.finish(CloseCode.SERVICE_RESTART)

    async def close(self) -> None:
        """Stops looking and listening."""
        if self._looking is not None:
            await cancel_and_wait([self._looking])
        await self._link.close()

    def _tell(self, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
        for seat in self._of([session_id]):
            seat.feed.turn_began(message_id)

    def _of(self, session_ids: Iterable[uuid.UUID]) -> list[Seat]:
        return [seat for session_id in session_ids for seat in self._seats.get(session_id, ())]

    async def _look(self) -> None:
        looked_at = timezone.now()
        while self._seats:
            await asyncio.sleep(LOOK_SECONDS)
            watch = session_watch()
            for seat in self._of(self._seats):
                if watch.has_ended(seat.sign_in_id):
                    seat.feed.end(CloseCode.NOT_SIGNED_IN)
            looks_at = timezone.now()
            try:
                await self._catch_up(list(self._seats), since=looked_at - OVERLAP)
                looked_at = looks_at
            except DatabaseError as error:
                logger.warning("socket_look_failed", error=type(error).__name__)
            await self._link.tidy(self._seats)

    async def _catch_up(self, session_ids: Collection[uuid.UUID], *, since: datetime) -> None:
        """Gives sockets the turns that no word came of, those that are over already included."""
        there, replies = await in_database(recent_replies, session_ids, since=since)
        await self._end_all(self._of(set(session_ids) - there))
        for reply in replies:
            for seat in self._of([reply.session_id]):
                if reply.is_running or reply.began_at >= seat.since:
                    seat.feed.turn_began(reply.message_id)

    async def _end_all(self, seats: Collection[Seat]) -> None:
        """Ends the sockets of sessions that were deleted, perhaps with their person."""
        if not seats:
            return
        signed_in = await in_database(still_signed_in, {seat.sign_in_id for seat in seats})
        for seat in seats:
            is_there = seat.sign_in_id in signed_in
            seat.feed.end(CloseCode.NOT_FOUND if is_there else CloseCode.NOT_SIGNED_IN)


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, SocketHub]" = WeakKeyDictionary()


def socket_hub() -> SocketHub:
    """The hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = SocketHub()
    return _hubs[loop]


async def close_socket_hub() -> None:
    """Closes the hub of the running loop, if there is one."""
    hub = _hubs.pop(asyncio.get_running_loop(), None)
    if hub is not None:
        await hub.close()
