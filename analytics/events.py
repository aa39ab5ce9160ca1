"""The names of the product events, and how one is emitted."""

import uuid
from enum import StrEnum

from analytics.models import AnalyticsEvent


class EventName(StrEnum):
    """Every event that the server emits, with its payload."""

    SESSION_STARTED = "session_started"  # locale
    STEP_COMPLETED = "step_completed"  # step, exchanges
    SESSION_COMPLETED = "session_completed"  # exchanges
    EMOTION_DETECTED = "emotion_detected"  # emotion, confidence
    CRISIS_DETECTED = "crisis_detected"  # risk, language


def emit(
    name: EventName, *, user_id: uuid.UUID, session_id: uuid.UUID | None = None, **payload: str | float
) -> None:
    """Stores an event within the caller's transaction.

    Args:
        name: what happened.
        user_id: to whom.
        session_id: in which solve session, if in one.
        payload: values named beside the event's name; never text that a person wrote.
    """
    AnalyticsEvent.objects.create(name=name.value, user_id=user_id, session_id=session_id, payload=payload)
