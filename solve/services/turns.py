"""Sending a message and stopping a reply: what the stream view and the socket share."""

import asyncio
import uuid
from dataclasses import dataclass

from django.utils import timezone

from solacore.common.database import in_database
from solacore.common.errors import ShuttingDownError
from solve.models import Message, MessageStatus
from solve.turns.beginning import turn_begin
from solve.turns.ending import turn_abort
from solve.turns.engine import engine
from solve.turns.events import EventName
from solve.turns.following import reply_of
from solve.turns.preparing import Prepared, turn_prepare


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken.

    Attributes:
        message_id: the reply to it.
        user_message_id: the message itself.
        blocked: whether an acute crisis ends the turn without a model.
    """

    message_id: uuid.UUID
    user_message_id: uuid.UUID
    blocked: bool


async def turn_send(
    *, user_id: uuid.UUID, session_id: uuid.UUID, content: str, client_message_id: str | None
) -> Sent:
    """Begins a turn and lets it run, or finds the one that a retry means.

    Raises:
        ShuttingDownError: this process takes no new turns.
        DomainError: as in `turn_begin`.
    """
    if engine().draining:
        raise ShuttingDownError

    async def begin_and_launch() -> Sent:
        sent, prepared = await in_database(_begin, user_id, session_id, content, client_message_id)
        if prepared is not None:
            engine().launch(prepared)
        return sent

    # A client that leaves at this moment cancels the request; what was stored must still be answered.
    return await asyncio.shield(asyncio.ensure_future(begin_and_launch()))


def _begin(
    user_id: uuid.UUID, session_id: uuid.UUID, content: str, client_message_id: str | None
) -> tuple[Sent, Prepared | None]:
    turn = turn_begin(
        user_id=user_id,
        session_id=session_id,
        content=content,
        client_message_id=client_message_id,
        now=timezone.now(),
    )
    if turn.was_blocked is not None:
        return Sent(turn.message_id, turn.user_message_id, blocked=turn.was_blocked), None
    try:
        prepared = turn_prepare(turn)
    except Exception:
        turn_abort(turn.message_id, EventName.ERROR, "", last_event_id=2)
        raise
    return Sent(turn.message_id, turn.user_message_id, blocked=prepared.request is None), prepared


async def reply_stop(*, user_id: uuid.UUID, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
    """Asks for a running reply to stop, whichever process writes it; an ended one stays as it is.

    Raises:
        MessageNotFoundError: no such reply in the person's session.
    """
    await in_database(_request_stop, user_id, session_id, message_id)
    engine().request_stop(message_id)


def _request_stop(user_id: uuid.UUID, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
    reply = reply_of(user_id=user_id, session_id=session_id, message_id=message_id)
    Message.objects.filter(pk=reply.pk, status=MessageStatus.STREAMING).update(
        stop_requested_at=timezone.now()
    )
