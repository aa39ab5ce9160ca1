"""Sending a message and stopping a reply: what the stream view and the socket share."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from solacore.common.batching import Batches
from solacore.common.database import in_database
from solacore.common.errors import DomainError, ShuttingDownError
from solve.models import Message, MessageStatus
from solve.selectors import running_reply, session_of
from solve.sockets.hub import socket_hub
from solve.turns.beginning import DeadTurnError, Saying, Turn, turn_begin, turns_begin
from solve.turns.dying import dead_turn_interrupt
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
        is_retry: whether an earlier message with the same id was found instead of a new turn.
    """

    message_id: uuid.UUID
    user_message_id: uuid.UUID
    blocked: bool
    is_retry: bool


# What was stored of a message, and the turn to run for it unless an earlier one was found.
_Begun = tuple[Sent, Prepared | None]


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

    saying = Saying(user_id, session_id, content, client_message_id)
    # A client that leaves at this moment cancels the request, and nothing else.
    return await asyncio.shield(engine().begin(_begin_and_launch(saying)))


async def _begin_and_launch(saying: Saying) -> Sent:
    try:
        begun = await _beginnings.do(saying)
        sent, prepared = begun if begun is not None else await in_database(_begin_alone, saying)
    except DeadTurnError as dead:
        await dead_turn_interrupt(dead.message_id)
        return await _begin_and_launch(saying)
    if prepared is not None:
        engine().launch(prepared)
        socket_hub().turn_began(saying.session_id, sent.message_id)
    return sent


def _begin_together(sayings: Sequence[Saying]) -> list[_Begun | Exception | None]:
    """Begins turns in one transaction and prepares each; None for what has to be begun alone."""
    return [_prepared_or_not(begun) for begun in turns_begin(sayings, now=timezone.now())]


def _prepared_or_not(begun: Turn | DomainError | None) -> _Begun | Exception | None:
    if not isinstance(begun, Turn):
        return begun
    try:
        return _prepared(begun)
    except Exception as error:  # noqa: BLE001 - one message's failure is not the others'
        return error


def _begin_alone(saying: Saying) -> _Begun:
    return _prepared(turn_begin(saying, now=timezone.now()))


def _prepared(turn: Turn) -> _Begun:
    if turn.was_blocked is not None:
        return Sent(turn.message_id, turn.user_message_id, blocked=turn.was_blocked, is_retry=True), None
    try:
        prepared = turn_prepare(turn)
    except Exception:
        turn_abort(turn.message_id, EventName.ERROR, "", last_event_id=2)
        raise
    blocked = prepared.request is None
    return Sent(turn.message_id, turn.user_message_id, blocked=blocked, is_retry=False), prepared


_beginnings = Batches(_begin_together)


async def reply_stop(*, user_id: uuid.UUID, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
    """Asks for a running reply to stop, whichever process writes it; an ended one stays as it is.

    Raises:
        MessageNotFoundError: no such reply in the person's session.
    """
    await in_database(_request_stop, user_id, session_id, message_id)
    engine().request_stop(message_id)


async def running_reply_stop(*, user_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """Stops whatever reply runs in a session, as `reply_stop` does; without one nothing happens.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
    """
    message_id = await in_database(_request_stop_of_running, user_id, session_id)
    if message_id is not None:
        engine().request_stop(message_id)


def _request_stop(user_id: uuid.UUID, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
    _wish_stop(reply_of(user_id=user_id, session_id=session_id, message_id=message_id).pk)


def _request_stop_of_running(user_id: uuid.UUID, session_id: uuid.UUID) -> uuid.UUID | None:
    message_id = running_reply(session_of(user_id, session_id))
    if message_id is not None:
        _wish_stop(message_id)
    return message_id


def _wish_stop(message_id: uuid.UUID) -> None:
    Message.objects.filter(pk=message_id, status=MessageStatus.STREAMING).update(
        stop_requested_at=timezone.now()
    )
