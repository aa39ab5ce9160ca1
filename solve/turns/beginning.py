"""The short transaction that begins a turn: everything a person wrote is stored before the model is asked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction

from solacore.common.errors import DomainError
from solve.errors import (
    IdempotencyConflictError,
    ReplyInProgressError,
    SessionCompletedError,
    SolveSessionNotFoundError,
)
from solve.models import Message, MessageStatus, Role, SolveSession
from solve.steps import Status, Step
from solve.turns.budget import budget_require, spent_today
from solve.turns.crowding import room_by_person, room_require
from solve.turns.earlier import Earlier, messages_before


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
        conversation: what was said, oldest first, the person's message last: all of it, or in an endless
            session the first message and the newest (`solve.turns.earlier`).
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


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """A message that somebody sends. The same one sent twice is two, of which one begins a turn.

    Attributes:
        user_id: who.
        session_id: to which session.
        content: the text.
        client_message_id: the client's own id of it, by which a retry is known.
    """

    user_id: uuid.UUID
    session_id: uuid.UUID
    content: str
    client_message_id: str | None


class DeadTurnError(Exception):
    """A turn whose process has died has to be ended first (`solve.turns.dying`)."""

    def __init__(self, message_id: uuid.UUID) -> None:
        """Args: message_id: its reply."""
        super().__init__("DEAD_TURN")
        self.message_id = message_id


def turn_begin(saying: Saying, *, now: datetime) -> Turn:
    """Stores the person's message and an empty reply, or finds the turn that a retry means.

    Waits for whoever else changes the session at the moment.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
        IdempotencyConflictError: the client's id was used for another text.
        SessionCompletedError: the session takes no further messages.
        ReplyInProgressError: another reply of the session still runs.
        DeadTurnError: another reply of the session would run, if its process had not died.
        SessionBudgetExceededError, DayBudgetExceededError: the person's budget has no room for a turn, and
            the message is no crisis.
        TooManyRepliesError: the person has too many running turns, and the message is no crisis.
    """
    answer = _begin([saying], now=now, wait=True)[saying]
    if isinstance(answer, DomainError):
        raise answer
    return answer


def turns_begin(sayings: Sequence[Saying], *, now: datetime) -> list[Turn | DomainError | None]:
    """Does for many sessions, in one transaction, what `turn_begin` does for one.

    Returns:
        In the place of each message its turn, the error that `turn_begin` would raise, or None when it has to
        be begun alone: its session does not exist, is being changed, or has a running reply or another
        message in the batch.
    """
    one_each = list({saying.session_id: saying for saying in reversed(sayings)}.values())
    try:
        answers = _begin(one_each, now=now, wait=False)
    except DatabaseError:
        # One message may have spoilt it for all.
        return [None] * len(sayings)
    return [answers.get(saying) for saying in sayings]


@transaction.atomic
def _begin(sayings: Sequence[Saying], *, now: datetime, wait: bool) -> dict[Saying, Turn | DomainError]:
    # People before sessions, as everybody else who holds both.
    rooms = room_by_person({saying.user_id for saying in sayings}, now=now, wait=wait)
    sessions = _locked(sayings, wait=wait)
    stored = messages_before(sessions)
    spent = spent_today({session.user_id for session in sessions.values()}, now=now)
    answers: dict[Saying, Turn | DomainError] = {}
    beginnings: list[_Beginning] = []
    for saying in sayings:
        session = sessions.get(saying.session_id)
        if session is None:
            if wait:
                answers[saying] = SolveSessionNotFoundError()
            continue
        earlier = stored[session.pk]
        if not wait and (_has_running(earlier) or saying.user_id not in rooms):
            continue
        try:
            found = _found(session, earlier, saying)
            if found is None:
                _admit(session, earlier, saying, day_microusd=spent.get(session.user_id, 0), now=now)
                room_require(session, saying.content, room=rooms.get(saying.user_id, 0))
                rooms[saying.user_id] -= 1
                beginnings.append(_beginning(session, earlier, saying, now=now))
            else:
                answers[saying] = found
        except DomainError as error:
            answers[saying] = error
    _store(beginnings, now=now)
    return answers | {beginning.saying: _turn(beginning) for beginning in beginnings}


def _locked(sayings: Sequence[Saying], *, wait: bool) -> dict[uuid.UUID, SolveSession]:
    """The sessions by their ids, each its sender's own; without `wait` only those that nobody else holds."""
    senders = {saying.session_id: saying.user_id for saying in sayings}
    sessions = SolveSession.objects.select_for_update(skip_locked=not wait).filter(
        pk__in=senders, user_id__in=set(senders.values())
    )
    return {session.pk: session for session in sessions if senders[session.pk] == session.user_id}


def _found(session: SolveSession, earlier: Sequence[Earlier], saying: Saying) -> Turn | None:
    """The turn that the client's id of the message already has."""
    if saying.client_message_id:
        for message in earlier:
            if message.client_message_id == saying.client_message_id:
                return _attached(session, earlier, message.sequence, saying)
    return None


def _has_running(earlier: Sequence[Earlier]) -> bool:
    return any(message.status == MessageStatus.STREAMING for message in earlier)


def _admit(
    session: SolveSession, earlier: Sequence[Earlier], saying: Saying, *, day_microusd: int, now: datetime
) -> None:
    """Raises DomainError: the session, as it is, takes no message of the person."""
    if session.status == Status.COMPLETED:
        raise SessionCompletedError
    if _has_running(earlier):
        _refuse_second(session, now)
    budget_require(session, saying.content, day_microusd=day_microusd, now=now)


class _Beginning(NamedTuple):
    """A turn that begins: its message and its reply, not yet stored."""

    session: SolveSession
    earlier: Sequence[Earlier]
    saying: Saying
    said: Message
    reply: Message


def _attached(session: SolveSession, stored: Sequence[Earlier], sequence: int, saying: Saying) -> Turn:
    """The turn of a message that was sent before."""
    said, reply = session.messages.filter(sequence__in=(sequence, sequence + 1)).order_by("sequence")
    if said.content != saying.content:
        raise IdempotencyConflictError
    outcome = (reply.outcome or {}).get("data", {})
    earlier = [message for message in stored if message.sequence < sequence]
    return replace(
        _turn(_Beginning(session, earlier, saying, said, reply)), was_blocked=bool(outcome.get("blocked"))
    )


def _refuse_second(session: SolveSession, now: datetime) -> None:
    """Says what stands in the way of a new turn: one that runs, or one whose process is gone."""
    running = session.messages.get(status=MessageStatus.STREAMING)
    if running.lease_until is not None and running.lease_until > now:
        raise ReplyInProgressError
    raise DeadTurnError(running.pk)


def _beginning(
    session: SolveSession, earlier: Sequence[Earlier], saying: Saying, *, now: datetime
) -> _Beginning:
    last = earlier[-1].sequence if earlier else 0
    said = Message(
        session=session,
        sequence=last + 1,
        role=Role.USER,
        content=saying.content,
        step=session.current_step,
        created_at=now,
        finished_at=now,
        client_message_id=saying.client_message_id,
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
    return _Beginning(session, earlier, saying, said, reply)


def _store(beginnings: Sequence[_Beginning], *, now: datetime) -> None:
    if not beginnings:
        return
    Message.objects.bulk_create([message for one in beginnings for message in (one.said, one.reply)])
    _count_exchanges([one.session for one in beginnings], now=now)
    # A word in an abandoned session takes it up again.
    SolveSession.objects.filter(pk__in=[one.session.pk for one in beginnings]).update(
        status=Status.ACTIVE.value, updated_at=now
    )


def _count_exchanges(sessions: Sequence[SolveSession], *, now: datetime) -> None:
    """Counts an exchange in each session's stay in its current step, which begins with it at the latest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO step_history (id, session_id, step, exchanges, started_at)
            SELECT gen_random_uuid(), session_id, step, 1, %s
            FROM unnest(%s::uuid[], %s::text[]) AS stay (session_id, step)
            ON CONFLICT (session_id, step) DO UPDATE SET exchanges = step_history.exchanges + 1
            """,
            [now, [session.pk for session in sessions], [session.current_step for session in sessions]],
        )


def _turn(beginning: _Beginning) -> Turn:
    session, earlier, _, said, reply = beginning
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
