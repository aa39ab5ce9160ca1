"""The transactions that keep and end a reply. Each ends a turn once: whoever comes second changes nothing."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from analytics.events import EventName as ProductEvent
from analytics.events import emit
from solve.emotion.base import Reading
from solve.metrics import INTERRUPTED
from solve.models import Message, MessageStatus, Role, SolveSession, StepHistory
from solve.steps import Status, Step, after_reply
from solve.turns.budget import Spent, spend_record
from solve.turns.events import BEYOND_ALL_EVENTS, EventName
from solve.turns.offers import offer_keep


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn ended: its terminal event."""

    name: EventName
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Completed:
    """A complete reply.

    Attributes:
        content: its text.
        spent: what it took of the model; None for a reply that is not a model's (a crisis).
        step_done: whether the model said that the step has done its work.
        reading: the emotion heard in the person's message.
        extra: more keys of the `done` event.
        moves_on: whether the step policy applies to it; not to the answer to a crisis.
        events: more product events, each with its payload.
    """

    content: str
    spent: Spent | None
    step_done: bool
    reading: Reading
    extra: Mapping[str, Any]
    moves_on: bool = True
    events: tuple[tuple[ProductEvent, dict[str, str | float]], ...] = ()


_STATUS_OF = {
    EventName.DONE: MessageStatus.COMPLETE,
    EventName.ERROR: MessageStatus.FAILED,
    EventName.STOPPED: MessageStatus.STOPPED,
    EventName.INTERRUPTED: MessageStatus.INTERRUPTED,
}
_STATE_ERROR = {
    "error": "STREAM_ERROR",
    "detail": "The reply could not be written. Please send your message again.",
}


@transaction.atomic
def turn_complete(message_id: uuid.UUID, completed: Completed, *, last_event_id: int) -> Outcome | None:
    """Stores a complete reply, moves the session on, and says what its `done` event holds.

    Returns:
        The terminal event, or None when the reply is no longer running (ended elsewhere, deleted).
    """
    locked = _lock(message_id)
    if locked is None:
        return None
    session, reply = locked
    now = timezone.now()
    reply.content = completed.content
    reply.emotion = completed.reading.emotion.value
    reply.emotion_confidence = completed.reading.confidence
    if completed.spent is not None:
        spend_record(session, reply, completed.spent, now=now)
    offered: dict[str, Any] = {}
    if completed.moves_on:
        offered = offer_keep(session, reply)
        _move_on(session, reply, step_done=completed.step_done, now=now)
    data = {
        "next_step": session.current_step,
        "emotion_detected": reply.emotion,
        "confidence": reply.emotion_confidence,
        "message_id": str(reply.pk),
        "status": session.status,
        **offered,
        **completed.extra,
    }
    heard: dict[str, str | float] = {"emotion": reply.emotion, "confidence": completed.reading.confidence}
    for name, payload in ((ProductEvent.EMOTION_DETECTED, heard), *completed.events):
        emit(name, user_id=session.user_id, session_id=session.pk, **payload)
    return _end(reply, Outcome(EventName.DONE, data), last_event_id=last_event_id, now=now)


@transaction.atomic
def turn_abort(
    message_id: uuid.UUID, name: EventName, content: str, spent: Spent | None = None, *, last_event_id: int
) -> Outcome | None:
    """Stores what there is of a reply that failed, was stopped or interrupted, and what it took of the model.

    Returns:
        The terminal event, or None as in `turn_complete`.
    """
    locked = _lock(message_id)
    if locked is None:
        return None
    session, reply = locked
    now = timezone.now()
    reply.content = content
    if spent is not None:
        spend_record(session, reply, spent, now=now)
    outcome = Outcome(name, _aborted(name, session, reply))
    return _end(reply, outcome, last_event_id=last_event_id, now=now)


def dead_turns() -> list[uuid.UUID]:
    """The replies whose lease has run out, some at a time: their process is gone."""
    dead = Message.objects.filter(status=MessageStatus.STREAMING, lease_until__lt=timezone.now())
    return list(dead.values_list("pk", flat=True)[:500])


@transaction.atomic
def dead_turn_end(message_id: uuid.UUID, written: str) -> Outcome | None:
    """Stores that a reply was interrupted, if its lease has run out.

    Args:
        message_id: the reply.
        written: its text as far as it is known from elsewhere; it counts when it goes on from what is stored.

    Returns:
        The terminal event, or None as in `turn_complete`, or when the reply's process lives.
    """
    locked = _lock(message_id)
    now = timezone.now()
    if locked is None or locked[1].lease_until is None or locked[1].lease_until >= now:
        return None
    session, reply = locked
    if written.startswith(reply.content):
        reply.content = written
    outcome = Outcome(EventName.INTERRUPTED, _aborted(EventName.INTERRUPTED, session, reply))
    return _end(reply, outcome, last_event_id=BEYOND_ALL_EVENTS, now=now)


def turns_checkpoint(written: Mapping[uuid.UUID, str]) -> set[uuid.UUID]:
    """Stores what running replies have so far and renews their leases, all in one statement.

    Args:
        written: the text so far of each reply.

    Returns:
        The replies that are to stop: somebody wants it, or they no longer run (ended elsewhere, deleted).
    """
    lease = timezone.now() + timedelta(seconds=settings.TURN_LEASE_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE messages SET content = running.content, lease_until = %s
            FROM unnest(%s::uuid[], %s::text[]) AS running (id, content)
            WHERE messages.id = running.id AND messages.status = 'streaming'
            RETURNING messages.id, messages.stop_requested_at IS NOT NULL
            """,
            [lease, list(written), list(written.values())],
        )
        stops = dict(cursor.fetchall())
    return {message_id for message_id in written if stops.get(message_id, True)}


def _lock(message_id: uuid.UUID) -> tuple[SolveSession, Message] | None:
    """Locks the session of a running reply; None when it no longer runs."""
    session = SolveSession.objects.select_for_update().filter(messages=message_id).first()
    if session is None:
        return None
    reply = Message.objects.filter(pk=message_id, status=MessageStatus.STREAMING).first()
    return None if reply is None else (session, reply)


def _move_on(session: SolveSession, reply: Message, *, step_done: bool, now: datetime) -> None:
    if session.current_step != reply.step or session.status != Status.ACTIVE:
        return  # moved by a PATCH while the reply ran
    step = Step(reply.step)
    exchanges = (
        1
        + Message.objects.filter(
            session=session, role=Role.ASSISTANT, step=step.value, status=MessageStatus.COMPLETE
        ).count()
    )
    position = after_reply(step, exchanges=exchanges, work_done=step_done)
    if position.step == step and position.status == Status.ACTIVE:
        return
    step_leave(session, now=now)
    session.current_step = position.step.value
    if position.status == Status.COMPLETED:
        session_complete(session, now=now)
    else:
        stay = StepHistory(session=session, step=position.step.value, started_at=now)
        StepHistory.objects.bulk_create([stay], ignore_conflicts=True)
    session.save(update_fields=["current_step", "status", "completed_at", "updated_at"])


def step_leave(session: SolveSession, *, now: datetime) -> None:
    """Closes the stay in the current step."""
    stay, _ = StepHistory.objects.get_or_create(
        session=session, step=session.current_step, defaults={"started_at": now}
    )
    stay.completed_at = now
    stay.save(update_fields=["completed_at"])
    emit(
        ProductEvent.STEP_COMPLETED,
        user_id=session.user_id,
        session_id=session.pk,
        step=session.current_step,
        exchanges=stay.exchanges,
    )


def session_complete(session: SolveSession, *, now: datetime) -> None:
    """Completes a session, once."""
    if session.status == Status.COMPLETED:
        return
    session.complete(now)
    emit(ProductEvent.SESSION_COMPLETED, user_id=session.user_id, session_id=session.pk)


def _aborted(name: EventName, session: SolveSession, reply: Message) -> dict[str, Any]:
    data = {"next_step": session.current_step, "message_id": str(reply.pk), "status": session.status}
    return {**_STATE_ERROR, **data} if name == EventName.ERROR else data


def _end(reply: Message, outcome: Outcome, *, last_event_id: int, now: datetime) -> Outcome:
    reply.status = _STATUS_OF[outcome.name]
    reply.finished_at = now
    reply.lease_until = None
    reply.outcome = {"event": outcome.name.value, "data": outcome.data}
    reply.last_event_id = last_event_id
    reply.save()
    if outcome.name == EventName.INTERRUPTED:
        transaction.on_commit(INTERRUPTED.inc)
    return outcome
