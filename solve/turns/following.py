"""Watching a turn from anywhere: the process that runs it, another one, or after its end."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from django.utils import timezone

from solacore.common.database import in_database
from solacore.common.errors import DomainError
from solacore.common.watching import Watch, WatchOfLoop
from solve.errors import MessageNotFoundError
from solve.models import Message, MessageStatus, Role
from solve.steps import Step
from solve.turns.engine import engine
from solve.turns.events import BEYOND_ALL_EVENTS, RESET, Event, EventName
from solve.turns.log_reading import LogUnavailableError, log_read

# Seconds between two looks at the database, for all the turns together that are watched from elsewhere, and
# between two tries of a Redis that is away.
POLL_SECONDS = 0.5
# Waits in vain (`log_reading.WAIT_MS`) after which what did not come to Redis is not to come.
SILENCES = 2
# The same for a turn that had ended before anybody asked.
SETTLED_AFTER = timedelta(seconds=3)


def reply_of(*, user_id: uuid.UUID, session_id: uuid.UUID, message_id: uuid.UUID) -> Message:
    """A reply in a person's session.

    Raises:
        MessageNotFoundError: no such reply there.
    """
    reply = Message.objects.filter(
        pk=message_id, session_id=session_id, session__user_id=user_id, role=Role.ASSISTANT
    ).first()
    if reply is None:
        raise MessageNotFoundError
    return reply


def is_all_seen(reply: Message, after: int | None) -> bool:
    """Whether a client that has seen that event has nothing left to see."""
    return not is_running(reply) and after is not None and after == _last_number(reply)


async def follow(message_id: uuid.UUID, *, after: int | None) -> AsyncIterator[Event | None]:
    """The events of `follow_together` one by one; None when there is none for a while."""
    async for events in follow_together(message_id, after=after):
        if not events:
            yield None
        for event in events:
            yield event


async def follow_together(message_id: uuid.UUID, *, after: int | None) -> AsyncIterator[Sequence[Event]]:
    """The events of a reply after that number, up to the terminal one, each time all that there are.

    Yields none when there is none for a while. A number that the turn does not have is answered by a reset
    event and then the reply from its first event.

    Args:
        message_id: the reply.
        after: the number of the last event that the client has seen, None for none.

    Raises:
        MessageNotFoundError: the reply was deleted meanwhile.
    """
    live = engine().live.get(message_id)
    if live is None:
        async for event in _from_elsewhere(message_id, after or 0):
            yield [] if event is None else [event]
        return
    if after is not None and after > len(live.events):
        yield [RESET]
        after = None
    async for events in live.follow(after or 0):
        yield events


async def _from_elsewhere(message_id: uuid.UUID, after: int) -> AsyncIterator[Event | None]:
    """From Redis as far as it knows the turn; the rest, whole again, from the database."""
    place = _Place(message_id, after)
    with turn_watch().watching(message_id):
        is_settled = _is_settled(await in_database(_current, message_id))
        # A process that ends lets go of its readers: they go on in another one, where they were.
        while not engine().settled:
            try:
                events = await place.read(waits=not is_settled)
            except LogUnavailableError:
                events = []
                if not is_settled:
                    await asyncio.sleep(POLL_SECONDS)
            for event in events:
                yield event
                if event.is_terminal:
                    return
            if events:
                continue
            if is_settled or place.is_over():
                break
            yield RESET if place.starts_over() else None
        else:
            return
    for event in await in_database(_rest, message_id, after=place.seen):
        yield event


class _Place:
    """How far a reader has come in a turn's log."""

    def __init__(self, message_id: uuid.UUID, after: int) -> None:
        """Args: message_id: the reply. after: the number that the client says it has seen, 0 for none."""
        self._message_id = message_id
        # That event is read again, as proof that there is one.
        self._position = max(0, after - 1)
        self._unproven = after
        self._silences = 0
        self._silences_after_end = 0

    @property
    def seen(self) -> int:
        """The number of the last event that the client has."""
        return self._unproven or self._position

    async def read(self, *, waits: bool) -> list[Event]:
        """The next events; none when there are none, or none yet.

        Raises:
            LogUnavailableError: as in `log_read`, or the client's event is not among them.
        """
        events = await log_read(self._message_id, after=self._position, waits=waits)
        if events and self._unproven:
            if events[0].id != self._unproven:
                raise LogUnavailableError
            self._position, self._unproven = self._unproven, 0
            events = events[1:]
        self._silences = 0 if events else self._silences + 1
        if events:
            self._position = events[-1].id or self._position
        return events

    def is_over(self) -> bool:
        """Whether the turn has ended and its end, which reaches Redis a moment later, is not to come."""
        if turn_watch().has_ended(self._message_id):
            self._silences_after_end += 1
        return self._silences_after_end > SILENCES

    def starts_over(self) -> bool:
        """Goes back to the beginning when Redis answers, but the client's event does not come."""
        if not self._unproven or self._silences < SILENCES:
            return False
        self._position = self._unproven = 0
        return True


async def refusal(message_id: uuid.UUID, error: DomainError) -> Event:
    """The last event of a connection that may not go on watching; the reply itself is not touched."""
    reply = await in_database(Message.objects.select_related("session").filter(pk=message_id).first)
    step = reply.session.current_step if reply is not None else Step.RECEIVE.value
    return Event.of(None, EventName.ERROR, error.body() | {"next_step": step})


def is_running(reply: Message) -> bool:
    """Whether the turn of a reply has not ended."""
    return reply.status == MessageStatus.STREAMING


def _is_settled(reply: Message) -> bool:
    """Whether the turn ended so long ago that all of it is in Redis, or never will be."""
    ended = reply.finished_at
    return not is_running(reply) and (ended is None or timezone.now() - ended > SETTLED_AFTER)


def _streaming(message_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    running = Message.objects.filter(pk__in=message_ids, status=MessageStatus.STREAMING)
    return set(running.values_list("pk", flat=True))


turn_watch = WatchOfLoop(lambda: Watch("turns", _streaming, seconds=lambda: POLL_SECONDS))


def _current(message_id: uuid.UUID) -> Message:
    reply = Message.objects.filter(pk=message_id).first()
    if reply is None:
        raise MessageNotFoundError
    return reply


def _rest(message_id: uuid.UUID, *, after: int) -> list[Event]:
    """What is left of an ended reply whose own events are gone: all of it, in one piece.

    Its numbers fit the real ones: after the token there is only the end.
    """
    reply = _current(message_id)
    end = _last_number(reply)
    if after == end:
        return []
    said = Message.objects.filter(session_id=reply.session_id, sequence=reply.sequence - 1)
    start = {
        "message_id": str(reply.pk),
        "user_message_id": str(said.values_list("pk", flat=True).get()),
        "step": reply.step,
    }
    events = [Event.of(1, EventName.START, start)]
    if reply.content:
        events.append(Event.of(end - 1, EventName.TOKEN, {"content": reply.content}))
    outcome = reply.outcome or {"event": EventName.INTERRUPTED.value, "data": {"next_step": reply.step}}
    events.append(Event.of(end, EventName(outcome["event"]), outcome["data"]))
    return [RESET, *events] if after else events


def _last_number(reply: Message) -> int:
    return reply.last_event_id or BEYOND_ALL_EVENTS
