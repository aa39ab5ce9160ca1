"""Watching a turn from anywhere: the process that runs it, another one, or after its end."""

import asyncio
import uuid
from collections.abc import AsyncIterator

from solacore.common.database import in_database
from solacore.common.errors import DomainError
from solve.errors import MessageNotFoundError
from solve.models import Message, MessageStatus, Role
from solve.steps import Step
from solve.turns.engine import engine
from solve.turns.events import RESET, Event, EventName
from solve.turns.log import log_follow, log_knows

# Seconds between two looks at the database while another process writes and Redis is away.
POLL_SECONDS = 0.5


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
    return not is_running(reply) and after is not None and after == reply.last_event_id


async def follow(message_id: uuid.UUID, *, after: int | None) -> AsyncIterator[Event | None]:
    """The events of a reply after that number, up to the terminal one; None when there is none for a while.

    A number that the turn does not have is answered by a reset event and then the reply from its
    first event.

    Args:
        message_id: the reply.
        after: the number of the last event that the client has seen, None for none.

    Raises:
        MessageNotFoundError: the reply was deleted meanwhile.
    """
    live = engine().live.get(message_id)
    if live is None:
        async for event in _from_elsewhere(message_id, after or 0):
            yield event
        return
    if after is not None and after > len(live.events):
        yield RESET
        after = None
    async for event in live.follow(after or 0):
        yield event


async def _from_elsewhere(message_id: uuid.UUID, after: int) -> AsyncIterator[Event | None]:
    """From Redis as far as it knows the turn; the rest, whole again, from the database."""
    seen = after
    if after and not await log_knows(message_id, after):
        yield RESET
        seen = 0
    async for event in _from_log(message_id, seen):
        yield event
        if event is not None:
            seen = event.id or seen
            if event.is_terminal:
                return
    while is_running(reply := await in_database(_current, message_id)):
        yield None
        await asyncio.sleep(POLL_SECONDS)
    if seen:
        yield RESET
    for event in replay(reply):
        yield event


async def _from_log(message_id: uuid.UUID, after: int) -> AsyncIterator[Event | None]:
    """What Redis has and gets of a turn, until it fails or the turn is over without a word of that there."""
    was_over = False
    async for event in log_follow(message_id, after=after):
        yield event
        if event is not None:
            continue
        if was_over:
            return
        # The end reaches Redis a moment after the database: give it one more wait.
        was_over = not is_running(await in_database(_current, message_id))


async def refusal(message_id: uuid.UUID, error: DomainError) -> Event:
    """The last event of a connection that may not go on watching; the reply itself is not touched."""
    reply = await in_database(Message.objects.select_related("session").filter(pk=message_id).first)
    step = reply.session.current_step if reply is not None else Step.RECEIVE.value
    return Event.of(None, EventName.ERROR, error.body() | {"next_step": step})


def is_running(reply: Message) -> bool:
    """Whether the turn of a reply has not ended."""
    return reply.status == MessageStatus.STREAMING


def _current(message_id: uuid.UUID) -> Message:
    reply = Message.objects.select_related("session").filter(pk=message_id).first()
    if reply is None:
        raise MessageNotFoundError
    return reply


def replay(reply: Message) -> list[Event]:
    """An ended reply as events again, its text in one piece, for when its own events are gone."""
    events = [Event.of(1, EventName.START, {"message_id": str(reply.pk), "step": reply.step})]
    if reply.content:
        events.append(Event.of(2, EventName.TOKEN, {"content": reply.content}))
    outcome = reply.outcome or {"event": EventName.INTERRUPTED.value, "data": {"next_step": reply.step}}
    number = max(reply.last_event_id or 0, len(events) + 1)
    return [*events, Event.of(number, EventName(outcome["event"]), outcome["data"])]
