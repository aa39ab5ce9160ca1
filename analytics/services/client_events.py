"""Events that clients send."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analytics.events import EventName
from analytics.models import AnalyticsEvent, WaitingEvent
from solacore.common.errors import ValidationFailedError


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """An event as a client tells it.

    Attributes:
        id: the client's own, which makes a repeated batch count once.
        name: one of CLIENT_EVENTS.
        payload: as the event's schema has it.
        occurred_at: when, by the client's clock.
        session_id: in which solve session, if in one.
    """

    id: uuid.UUID
    name: EventName
    payload: dict[str, Any]
    occurred_at: datetime
    session_id: uuid.UUID | None


def client_events_record(*, user_id: uuid.UUID, events: Sequence[ClientEvent]) -> int:
    """Notes a client's events, all or none; answers how many.

    Raises:
        ValidationFailedError: a session is not there or not the person's.
    """
    _check_sessions(user_id, {event.session_id for event in events if event.session_id})
    WaitingEvent.objects.bulk_create(
        [
            WaitingEvent(
                # Within the person's own ids: nobody's choice takes the place of somebody else's event.
                id=uuid.uuid5(user_id, str(event.id)),
                name=event.name.value,
                user_id=user_id,
                session_id=event.session_id,
                payload=event.payload,
                created_at=event.occurred_at,
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
    return len(events)


def _check_sessions(user_id: uuid.UUID, session_ids: set[uuid.UUID]) -> None:
    sessions = AnalyticsEvent.session.field.remote_field.model._default_manager
    own = sessions.filter(user_id=user_id, pk__in=session_ids).count() if session_ids else 0
    if own != len(session_ids):
        raise ValidationFailedError({"events": ["A session_id names no session of yours."]})
