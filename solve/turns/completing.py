"""The transaction that ends complete replies: of many turns together, or of one alone."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from analytics.events import EventName as ProductEvent
from analytics.events import Happened, emit_all
from solacore.common.bulk import rows_update
from solve.emotion.base import Reading
from solve.models import Message, MessageStatus, Role, SolveSession, StepHistory
from solve.steps import Position, Status, Step, after_reply
from solve.turns.budget import Spent, spends_record
from solve.turns.ending import ENDED_FIELDS, Outcome, end, session_complete, steps_leave
from solve.turns.events import EventName
from solve.turns.offers import offer_keep

_REPLY_FIELDS = (
    "content",
    "emotion",
    "emotion_confidence",
    "provider",
    "model",
    "tokens_in",
    "tokens_out",
    "cost_microusd",
    *ENDED_FIELDS,
)
_SESSION_FIELDS = (
    "status",
    "current_step",
    "options",
    "first_step",
    "llm_microusd",
    "updated_at",
    "completed_at",
)


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


@dataclass(frozen=True, slots=True)
class Completion:
    """A turn to be completed.

    Attributes:
        message_id: the reply.
        completed: what it has become.
        last_event_id: the number of its terminal event.
    """

    message_id: uuid.UUID
    completed: Completed
    last_event_id: int


def turn_complete(completion: Completion) -> Outcome | None:
    """Stores a complete reply, moves the session on, and says what its `done` event holds.

    Waits for whoever else changes the session at the moment.

    Returns:
        The terminal event, or None when the reply is no longer running (ended elsewhere, deleted).
    """
    return _complete([completion], wait=True).get(completion.message_id)


def turns_complete(completions: Sequence[Completion]) -> list[Outcome | None]:
    """Does for many turns, in one transaction, what `turn_complete` does for one.

    Returns:
        In the place of each turn its terminal event, or None when it has to be completed alone: it no longer
        runs, or its session is being changed.
    """
    try:
        outcomes = _complete(completions, wait=False)
    except DatabaseError:
        # One reply may have spoilt it for all.
        return [None] * len(completions)
    return [outcomes.get(completion.message_id) for completion in completions]


@transaction.atomic
def _complete(completions: Sequence[Completion], *, wait: bool) -> dict[uuid.UUID, Outcome]:
    now = timezone.now()
    replies = _locked([completion.message_id for completion in completions], wait=wait)
    running = [one for one in completions if one.message_id in replies]
    spent: list[tuple[Message, Spent]] = []
    for one in running:
        _write(replies[one.message_id], one.completed)
        if one.completed.spent is not None:
            spent.append((replies[one.message_id], one.completed.spent))
    spends_record(spent, now=now)
    moving = [one for one in running if one.completed.moves_on]
    offers = {one.message_id: offer_keep(replies[one.message_id]) for one in moving}
    _move_on([(replies[one.message_id], one.completed.step_done) for one in moving], now=now)
    outcomes = {
        one.message_id: _outcome(replies[one.message_id], one.completed, offers.get(one.message_id, {}))
        for one in running
    }
    for one in running:
        end(replies[one.message_id], outcomes[one.message_id], last_event_id=one.last_event_id, now=now)
    rows_update([reply.session for reply in replies.values()], _SESSION_FIELDS)
    rows_update(list(replies.values()), _REPLY_FIELDS)
    emit_all([event for one in running for event in _events(replies[one.message_id], one.completed)])
    return outcomes


def _locked(message_ids: Sequence[uuid.UUID], *, wait: bool) -> dict[uuid.UUID, Message]:
    """The replies that still run, locked with their sessions; without `wait` only where nobody holds one."""
    # Not their messages, too: a checkpoint that holds the replies for a moment is worth waiting for.
    lockable = SolveSession.objects.select_for_update(skip_locked=not wait, of=("self",))
    sessions = {session.pk: session for session in lockable.filter(messages__in=message_ids)}
    # In the order of their keys, as the checkpoint locks them.
    replies = Message.objects.select_for_update().filter(
        pk__in=message_ids, session_id__in=sessions, status=MessageStatus.STREAMING
    )
    running = {reply.pk: reply for reply in replies.order_by("pk")}
    for reply in running.values():
        reply.session = sessions[reply.session_id]
    return running


def _write(reply: Message, completed: Completed) -> None:
    reply.content = completed.content
    reply.emotion = completed.reading.emotion.value
    reply.emotion_confidence = completed.reading.confidence


def _move_on(replies: Sequence[tuple[Message, bool]], *, now: datetime) -> None:
    """Applies the step policy to sessions.

    Args:
        replies: the complete reply of each, and whether the model said that the step has done its work.
        now: the time.
    """
    before = _exchanges([reply.session_id for reply, _ in replies])
    moves: list[tuple[SolveSession, Position]] = []
    for reply, step_done in replies:
        session, step = reply.session, Step(reply.step)
        if session.current_step != step or session.status != Status.ACTIVE:
            continue  # moved by a PATCH while the reply ran
        exchanges = 1 + before.get((session.pk, step.value), 0)
        position = after_reply(step, exchanges=exchanges, work_done=step_done)
        if position != Position(step, Status.ACTIVE):
            moves.append((session, position))
    steps_leave([session for session, _ in moves], now=now)
    for session, position in moves:
        session.current_step = position.step.value
        session.updated_at = now
        if position.status == Status.COMPLETED:
            session_complete(session, now=now)
    stays = [
        StepHistory(session=session, step=position.step.value, started_at=now)
        for session, position in moves
        if position.status != Status.COMPLETED
    ]
    StepHistory.objects.bulk_create(stays, ignore_conflicts=True)


def _exchanges(session_ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, str], int]:
    """How many complete replies each step of some sessions has had."""
    complete = Message.objects.filter(
        session_id__in=session_ids, role=Role.ASSISTANT, status=MessageStatus.COMPLETE
    )
    counts = complete.values_list("session_id", "step").annotate(count=Count("pk"))
    return {(session_id, step): count for session_id, step, count in counts}


def _outcome(reply: Message, completed: Completed, offered: Mapping[str, Any]) -> Outcome:
    data = {
        "next_step": reply.session.current_step,
        "emotion_detected": reply.emotion,
        "confidence": reply.emotion_confidence,
        "message_id": str(reply.pk),
        "status": reply.session.status,
        **offered,
        **completed.extra,
    }
    return Outcome(EventName.DONE, data)


def _events(reply: Message, completed: Completed) -> list[Happened]:
    heard: dict[str, str | float] = {"emotion": reply.emotion, "confidence": completed.reading.confidence}
    return [
        Happened(name, reply.session.user_id, reply.session_id, payload)
        for name, payload in ((ProductEvent.EMOTION_DETECTED, heard), *completed.events)
    ]
