"""Events that have not taken effect are tried again: by an operator, and when their person turns up."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from billing.changes import on_acquaintance
from billing.models import Source
from solacore.common.errors import DomainError
from webhooks.events import read_event
from webhooks.models import PendingState, PendingWebhookEvent, WebhookSource
from webhooks.services.receiving import Reception, event_process

logger = structlog.get_logger(__name__)


def event_replay(pending: PendingWebhookEvent, *, now: datetime) -> Reception:
    """Tries an event again that was put aside.

    Raises:
        WebhookFailedError: it has failed again, and is kept.
        ValidationFailedError: it isn't shaped like its type by the rules of this version.
    """
    return event_process(read_event(WebhookSource(pending.source), pending.body.encode(), now=now))


def waiting_replay(names: Sequence[str], *, sources: Sequence[str]) -> None:
    """Tries the events again that wait for one of the names, in the order in which they came."""
    waiting = PendingWebhookEvent.objects.filter(
        state=PendingState.WAITING, source__in=sources, waits_for__overlap=list(names)
    )
    for pending in waiting.order_by("received_at", "pk"):
        try:
            event_replay(pending, now=timezone.now())
        except DomainError as error:
            logger.warning("webhook_replay_failed", event_id=pending.event_id, error=error.code)


def _acquainted(user_id: uuid.UUID, source: Source | None, external_id: str) -> None:
    """Once a person is found by a new name, their events that wait for it take effect."""
    names = [external_id] if source else [str(user_id)]
    sources = [source.value] if source else WebhookSource.values
    transaction.on_commit(partial(waiting_replay, names, sources=sources), robust=True)


on_acquaintance(_acquainted)
