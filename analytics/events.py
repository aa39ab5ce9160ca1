"""The names of the product events, and how one is emitted."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.models import WaitingEvent


class EventName(StrEnum):
    """Every event; analytics/schemas.json says when each is emitted and what its payload holds."""

    SESSION_STARTED = "session_started"
    STEP_COMPLETED = "step_completed"
    SESSION_COMPLETED = "session_completed"
    SESSION_ABANDONED = "session_abandoned"
    EMOTION_DETECTED = "emotion_detected"
    CRISIS_DETECTED = "crisis_detected"
    OPTION_SELECTED = "option_selected"
    REMINDER_SET = "reminder_set"
    UPGRADE_PROMPT_SHOWN = "upgrade_prompt_shown"
    CHECKOUT_STARTED = "checkout_started"
    UPGRADE_COMPLETED = "upgrade_completed"
    PAYMENT_FAILED = "payment_failed"
    SUBSCRIPTION_ENDED = "subscription_ended"


# What a client sees and the server does not.
CLIENT_EVENTS = frozenset({EventName.OPTION_SELECTED, EventName.UPGRADE_PROMPT_SHOWN})


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, as `emit` takes it."""

    name: EventName
    user_id: uuid.UUID
    session_id: uuid.UUID | None
    payload: Mapping[str, str | float]


def emit_all(events: Sequence[Happened]) -> None:
    """Notes events as `emit` does, in one statement."""
    WaitingEvent.objects.bulk_create(
        [
            WaitingEvent(
                name=event.name.value,
                user_id=event.user_id,
                session_id=event.session_id,
                payload=dict(event.payload),
            )
            for event in events
        ]
    )


def emit(
    name: EventName, *, user_id: uuid.UUID, session_id: uuid.UUID | None = None, **payload: str | float
) -> None:
    """Notes an event within the caller's transaction: it counts if and only if that commits.

    It goes to the outbox, a table that nothing else reads or locks, so no report, migration or failure of
    the events' own table can slow or break the request (analytics/services/outbox.py moves it there).

    Args:
        name: what happened.
        user_id: to whom.
        session_id: in which solve session, if in one.
        payload: as the event's schema has it; never text that a person wrote.
    """
    emit_all([Happened(name, user_id, session_id, payload)])
