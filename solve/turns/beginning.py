"""The short transaction that begins a turn: everything a person wrote is stored before the model is asked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F

from solve.errors import (
    IdempotencyConflictError,
    ReplyInProgressError,
    SessionCompletedError,
    SolveSessionNotFoundError,
)
from solve.models import Message, MessageStatus, Role, SolveSession, StepHistory
from solve.steps import Status, Step
from solve.turns.budget import budget_require
from solve.turns.ending import reply_interrupt


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier or current message as the turn needs it."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that has begun, or that a retry has found.

    Attributes:
        session_id: the session.
        user_id: whose session it is.
        message_id: the reply.
        user_message_id: the person's message.
        step: the step that both belong to.
        locale: the language of the session.
        exchange: the number of this exchange within the step, from 1.
        conversation: all that was said, oldest first, the person's message last.
        was_blocked: None for a new turn; of one that a retry has found, whether a crisis has ended it.
    """

    session_id: uuid.UUID
    user_id: uuid.UUID
    message_id: uuid.UUID
    user_message_id: uuid.UUID
    step: Step
    locale: str
    exchange: int
    conversation: tuple[Exchange, ...]
    was_blocked: bool | None


@transaction.atomic
def turn_begin(
    *,
    user_id: uuid.UUID,
    session_id: uuid.UUID,
    content: str,
    client_message_id: str | None,
    now: datetime,
) -> Turn:
    """Stores the person's message and an empty reply, or finds the turn that a retry means.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
        IdempotencyConflictError: the client's id was used for another text.
        SessionCompletedError: the session takes no further messages.
        ReplyInProgressError: another reply of the session still runs.
        LLMBudgetExceededError: the person's budget has no room for a turn, and the message is no crisis.
    """
    session = SolveSession.objects.select_for_update().filter(pk=session_id, user_id=user_id).first()
    if session is None:
        raise SolveSessionNotFoundError
    earlier = _messages(session)
    if client_message_id:
        for message in earlier:
            if message.client_message_id == client_message_id:
                return _attached(session, earlier, message.sequence, content)
    if session.status == Status.COMPLETED:
        raise SessionCompletedError
    if any(message.status == MessageStatus.STREAMING for message in earlier):
        _end_dead_turn(session, now)
    budget_require(session, content, now=now)
    last = earlier[-1].sequence if earlier else 0
    said, reply = _store(session, content, client_message_id, last=last, now=now)
    # A word in an abandoned session takes it up again.
    session.status = Status.ACTIVE.value
    session.save(update_fields=["status", "updated_at"])
    return _turn(session, earlier, said, reply)


class _Stored(NamedTuple):
    """What a beginning turn has to know of a message, in the order of the query in `_messages`."""

    sequence: int
    role: str
    content: str
    step: str
    status: str
    client_message_id: str | None


def _messages(session: SolveSession) -> list[_Stored]:
    """All that was said, oldest first."""
    rows = session.messages.order_by("sequence").values_list(
        "sequence", "role", "content", "step", "status", "client_message_id"
    )
    return [_Stored(*row) for row in rows]


def _attached(session: SolveSession, stored: Sequence[_Stored], sequence: int, content: str) -> Turn:
    """The turn of a message that was sent before."""
    said, reply = session.messages.filter(sequence__in=(sequence, sequence + 1)).order_by("sequence")
    if said.content != content:
        raise IdempotencyConflictError
    outcome = (reply.outcome or {}).get("data", {})
    earlier = [message for message in stored if message.sequence < sequence]
    return replace(_turn(session, earlier, said, reply), was_blocked=bool(outcome.get("blocked")))


def _end_dead_turn(session: SolveSession, now: datetime) -> None:
    """Makes way for a new turn when the process of the running one is gone."""
    running = session.messages.get(status=MessageStatus.STREAMING)
    if running.lease_until is not None and running.lease_until > now:
        raise ReplyInProgressError
    reply_interrupt(running, session=session, now=now)


def _store(
    session: SolveSession, content: str, client_message_id: str | None, *, last: int, now: datetime
) -> tuple[Message, Message]:
    said = Message(
        session=session,
        sequence=last + 1,
        role=Role.USER,
        content=content,
        step=session.current_step,
        created_at=now,
        finished_at=now,
        client_message_id=client_message_id,
    )
    reply = Message(
        session=session,
        sequence=last + 2,
        role=Role.ASSISTANT,
        step=session.current_step,
        status=MessageStatus.STREAMING,
        created_at=now,
        lease_until=now + timedelta(seconds=settings.TURN_LEASE_SECONDS),
    )
    Message.objects.bulk_create([said, reply])
    stay = StepHistory.objects.filter(session=session, step=session.current_step)
    if not stay.update(exchanges=F("exchanges") + 1):
        StepHistory.objects.create(session=session, step=session.current_step, started_at=now, exchanges=1)
    return said, reply


def _turn(session: SolveSession, earlier: Sequence[_Stored], said: Message, reply: Message) -> Turn:
    answered = sum(
        message.role == Role.ASSISTANT
        and message.step == reply.step
        and message.status == MessageStatus.COMPLETE
        for message in earlier
    )
    return Turn(
        session_id=session.pk,
        user_id=session.user_id,
        message_id=reply.pk,
        user_message_id=said.pk,
        step=Step(reply.step),
        locale=session.locale,
        exchange=answered + 1,
        conversation=(
            *(Exchange(Role(message.role), message.content) for message in earlier if message.content),
            Exchange(Role.USER, said.content),
        ),
        was_blocked=None,
    )
