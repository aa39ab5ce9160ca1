"""An event of a provider, read as far as all of them are alike."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.reports import Moment
from solacore.common.documents import Document, parse_document
from webhooks.models import WebhookSource

_TYPE_CHARACTERS = 100
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """An event.

    Attributes:
        source: who sends it.
        id: its id there.
        type: what has happened.
        moment: when, and when we hear of it. An event that doesn't say counts as of now.
        content: what its handler reads.
        body: as it was received.
    """

    source: WebhookSource
    id: str
    type: str
    moment: Moment
    content: Mapping[str, Any]
    body: bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


def read_event(source: WebhookSource, body: bytes, *, now: datetime) -> Event:
    """Reads a body.

    Raises:
        MalformedJSONError: it is no JSON.
        ValidationFailedError: it isn't shaped like an event.
    """
    return _READERS[source](parse_document(body), body, now)


def _read_stripe(document: Document, body: bytes, now: datetime) -> Event:
    """https://docs.stripe.com/api/events/object."""
    event_id = document.required("id")
    return Event(
        source=WebhookSource.STRIPE,
        id=event_id,
        type=document.required("type")[:_TYPE_CHARACTERS],
        moment=Moment(document.time("created") or now, event_id, now),
        content=document.inner("data").values("object"),
        body=body,
    )


def _read_revenuecat(document: Document, body: bytes, now: datetime) -> Event:
    """https://www.revenuecat.com/docs/integrations/webhooks/event-types-and-fields."""
    event = document.inner("event")
    event_id = event.required("id")
    return Event(
        source=WebhookSource.REVENUECAT,
        id=event_id,
        type=event.required("type")[:_TYPE_CHARACTERS],
        moment=Moment(event.time("event_timestamp_ms", per_second=_MILLISECONDS) or now, event_id, now),
        content=document.values("event"),
        body=body,
    )


_READERS: dict[WebhookSource, Callable[[Document, bytes, datetime], Event]] = {
    WebhookSource.STRIPE: _read_stripe,
    WebhookSource.REVENUECAT: _read_revenuecat,
}
