"""From the outbox to the events' table, in the background."""

import uuid
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from analytics.events import EventName
from analytics.models import AnalyticsEvent, WaitingEvent
from analytics.schemas import faults

logger = structlog.get_logger(__name__)

# Events that are moved in one transaction.
BATCH_EVENTS = 1000
# How long a batch waits for the events' table before it gives its rows free and tries again later.
LOCK_TIMEOUT = "2s"


def events_move() -> int:
    """Moves every waiting event; any number of processes may do it at the same time.

    Returns:
        How many have left the outbox. Those of erased people and deleted sessions are dropped, and so
        are those that break their schema, with an error in the log.

    Raises:
        django.db.Error: the events' table is locked or failing; what waits goes on waiting.
    """
    moved = 0
    while count := _move_batch():
        moved += count
    return moved


@transaction.atomic
def _move_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
    waiting = list(
        WaitingEvent.objects.select_for_update(skip_locked=True).order_by("received_at")[:BATCH_EVENTS]
    )
    if not waiting:
        return 0
    people = _existing("user", {event.user_id for event in waiting})
    sessions = _existing("session", {event.session_id for event in waiting})
    now = timezone.now()
    AnalyticsEvent.objects.bulk_create(
        [
            AnalyticsEvent(
                id=event.id,
                name=event.name,
                user_id=event.user_id,
                session_id=event.session_id,
                payload=event.payload,
                created_at=event.created_at,
                received_at=now,
            )
            for event in waiting
            if event.user_id in people and event.session_id in sessions | {None} and _is_sound(event)
        ],
        # A client's batch that came twice.
        ignore_conflicts=True,
    )
    WaitingEvent.objects.filter(pk__in=[event.pk for event in waiting]).delete()
    return len(waiting)


def _existing(field: str, ids: set[Any]) -> set[uuid.UUID]:
    """Those of the ids that still exist. None is locked: an erasure meanwhile makes the batch start anew."""
    related: Any = AnalyticsEvent._meta.get_field(field).related_model
    return set(related._default_manager.filter(pk__in=ids - {None}).values_list("pk", flat=True))


def _is_sound(event: WaitingEvent) -> bool:
    # A name may be of another release: the ones of two run side by side during a rollout.
    known = event.name in set(EventName)
    wrong = faults(EventName(event.name), event.payload) if known else ["unknown name."]
    if wrong:
        logger.error("analytics_event_invalid", event_name=event.name, faults=wrong)
    return not wrong
