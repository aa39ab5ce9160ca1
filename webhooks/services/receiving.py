"""Events are received, recorded and applied in one transaction that asks nobody else."""

import traceback
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from accounts.services.erasure import is_erased
from billing.errors import OwnerUnknownError, PersonUnknownError
from billing.outcomes import Outcome
from solacore.common.errors import ValidationFailedError
from webhooks.errors import WebhookFailedError
from webhooks.events import Event, read_event
from webhooks.metrics import DUPLICATE, event_counted
from webhooks.models import PendingState, PendingWebhookEvent, ProcessedWebhookEvent, WebhookSource
from webhooks.services.handling import event_apply

logger = structlog.get_logger(__name__)


class Reception(Enum):
    """What has become of an event."""

    PROCESSED = "processed"
    DUPLICATE = "duplicate"
    WAITING = "waiting"


def event_receive(source: WebhookSource, body: bytes, *, now: datetime) -> Reception:
    """Takes a body whose sender is verified.

    Raises:
        MalformedJSONError, ValidationFailedError: it is no event, or not shaped like its type; nothing is
            stored of it.
        WebhookFailedError: it could not be handled. It has changed nothing, and is kept for a replay.
    """
    event = read_event(source, body, now=now)
    reception = event_process(event)
    # Whom it waits for may have come just before it was put aside, too early to find it there.
    return event_process(event) if reception is Reception.WAITING else reception


def event_process(event: Event) -> Reception:
    """Applies an event, or puts it aside.

    Raises:
        ValidationFailedError, WebhookFailedError: as in `event_receive`.
    """
    try:
        with transaction.atomic(durable=True):
            return _process(event)
    except ValidationFailedError:
        raise
    except Exception as error:
        place = _place_of(error)
        logger.error(  # the words of the error may quote the body
            "webhook_failed", source=event.source.value, event_id=event.id, type=event.type, error=place
        )
        event_counted(event, PendingState.FAILED.value)
        _keep_failure(event, place)
        raise WebhookFailedError from error


def _process(event: Event) -> Reception:
    record, is_first = ProcessedWebhookEvent.objects.get_or_create(
        source=event.source,
        event_id=event.id,
        defaults={"event_type": event.type, "payload_hash": event.hash, "processed_at": event.moment.now},
    )
    if not is_first:
        event_counted(event, DUPLICATE)
        return Reception.DUPLICATE
    try:
        with transaction.atomic():
            outcome = event_apply(event)
    except OwnerUnknownError as unknown:
        if unknown.user_id is None or not is_erased(unknown.user_id):
            record.delete()
            _keep(event, state=PendingState.WAITING, waits_for=unknown.names)
            event_counted(event, PendingState.WAITING.value)
            return Reception.WAITING
        outcome = Outcome.ERASED
    except PersonUnknownError:
        # Somebody who was there a moment ago.
        outcome = Outcome.ERASED
    record.result = outcome.value
    record.save(update_fields=["result"])
    _pending(event).delete()
    event_counted(event, outcome.value)
    return Reception.PROCESSED


def _keep_failure(event: Event, place: str) -> None:
    """Puts a failed event aside, unless another attempt has succeeded meanwhile."""
    with transaction.atomic(durable=True):
        record, is_first = ProcessedWebhookEvent.objects.get_or_create(
            source=event.source, event_id=event.id, defaults={"event_type": event.type}
        )
        if is_first:
            record.delete()
            _keep(event, state=PendingState.FAILED, error=place)


def _keep(event: Event, *, state: PendingState, waits_for: Sequence[str] = (), error: str = "") -> None:
    PendingWebhookEvent.objects.get_or_create(
        source=event.source,
        event_id=event.id,
        defaults={
            "event_type": event.type,
            "body": event.body.decode(),
            "state": state,
            "received_at": event.moment.now,
        },
    )
    _pending(event).update(
        state=state,
        waits_for=list(waits_for),
        error=error,
        attempts=F("attempts") + 1,
        tried_at=event.moment.now,
    )


def _pending(event: Event) -> QuerySet[PendingWebhookEvent]:
    return PendingWebhookEvent.objects.filter(source=event.source, event_id=event.id)


def _place_of(error: Exception) -> str:
    """The class of an error and where it was raised; its words may quote the body."""
    frames = traceback.extract_tb(error.__traceback__)
    place = [frame for frame in frames if "site-packages" not in frame.filename][-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"[:255]
