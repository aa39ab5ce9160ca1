"""The transactions that keep and end a reply. Each ends a turn once: whoever comes second changes nothing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from analytics.events import EventName as ProductEvent
from analytics.events import Happened, emit, emit_all
from solve.metrics import INTERRUPTED
from solve.models import Message, MessageStatus, SolveSession
from solve.steps import Status
from solve.turns.budget import Spent, spends_record
from solve.turns.events import BEYOND_ALL_EVENTS, EventName


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn ended: its terminal event."""

    name: EventName
    data: dict[str, Any]


# What `end` sets of a reply.
ENDED_FIELDS = ("status", "finished_at", "lease_until", "outcome", "last_event_id")

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
def turn_abort(
    message_id: uuid.UUID, name: EventName, content: str, spent: Spent | None = None, *, last_event_id: int
) -> Outcome | None:
    """Stores what there is of a reply that failed, was stopped or interrupted, and what it took of the model.

    Returns:
        The terminal event, or None when the reply is no longer running (ended elsewhere, deleted).
    """
    locked = _lock(message_id)
    if locked is None:
        return None
    session, reply = locked
    now = timezone.now()
    reply.content = content
    if spent is not None:
        spends_record([(reply, spent)], now=now)
        session.save(update_fields=["llm_microusd"])
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
            WITH locked AS (
                -- In the order of their keys, as the turns that end together lock them.
                SELECT id FROM messages WHERE id = ANY(%s) AND status = 'streaming' ORDER BY id FOR UPDATE
            )
            UPDATE messages SET content = running.content, lease_until = %s
            FROM locked JOIN unnest(%s::uuid[], %s::text[]) AS running (id, content) USING (id)
            WHERE messages.id = locked.id
            RETURNING messages.id, messages.stop_requested_at IS NOT NULL
            """,
            [list(written), lease, list(written), list(written.values())],
        )
        stops = dict(cursor.fetchall())
    return {message_id for message_id in written if stops.get(message_id, True)}


def _lock(message_id: uuid.UUID) -> tuple[SolveSession, Message] | None:
    """Locks the session of a running reply; None when it no longer runs."""
    session = SolveSession.objects.select_for_update().filter(messages=message_id).first()
    if session is None:
        return None
    reply = Message.objects.filter(pk=message_id, status=MessageStatus.STREAMING).first()
    if reply is None:
        return None
    reply.session = session
    return session, reply


def steps_leave(sessions: Sequence[SolveSession], *, now: datetime) -> None:
    """Closes the stay of each session in its current step."""
    if not sessions:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO step_history (id, session_id, step, exchanges, started_at, completed_at)
            SELECT gen_random_uuid(), session_id, step, 0, %s, %s
            FROM unnest(%s::uuid[], %s::text[]) AS stay (session_id, step)
            ON CONFLICT (session_id, step) DO UPDATE SET completed_at = EXCLUDED.completed_at
            RETURNING session_id, exchanges
            """,
            [now, now, [one.pk for one in sessions], [one.current_step for one in sessions]],
        )
        exchanges = dict(cursor.fetchall())
    emit_all(
        [
            Happened(
                ProductEvent.STEP_COMPLETED,
                session.user_id,
                session.pk,
                {"step": session.current_step, "exchanges": exchanges[session.pk]},
            )
            for session in sessions
        ]
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


def end(reply: Message, outcome: Outcome, *, last_event_id: int, now: datetime) -> None:
    """Notes on a reply that, and how, its turn has ended; the caller saves ENDED_FIELDS."""
    reply.status = _STATUS_OF[outcome.name]
    reply.finished_at = now
    reply.lease_until = None
    reply.outcome = {"event": outcome.name.value, "data": outcome.data}
    reply.last_event_id = last_event_id
    if outcome.name == EventName.INTERRUPTED:
        transaction.on_commit(INTERRUPTED.inc)


def _end(reply: Message, outcome: Outcome, *, last_event_id: int, now: datetime) -> Outcome:
    end(reply, outcome, last_event_id=last_event_id, now=now)
    reply.save()
    return outcome
