"""What operators see of webhooks."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from prometheus_client import Counter, Histogram

from billing.outcomes import Outcome
from billing.revenuecat_objects import Kind
from solacore.common.metering.stored import Figure, register_figures
from webhooks.events import Event
from webhooks.models import PendingState, PendingWebhookEvent, WebhookSource
from webhooks.services.handling import STRIPE_HANDLERS

# Those that do something. Senders have more, and new ones come: they share one label.
KNOWN_TYPES: dict[WebhookSource, frozenset[str]] = {
    WebhookSource.STRIPE: frozenset(STRIPE_HANDLERS),
    WebhookSource.REVENUECAT: frozenset(Kind),
}
OTHER_TYPE = "other"
DUPLICATE = "duplicate"
# Seconds: at once; after the retries of Stripe (three days) and of RevenueCat (hours).
_LAG_BUCKETS = (1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 21_600, 86_400, 259_200)

EVENTS = Counter(
    "solacore_webhook_events_total",
    "Events of payment providers, by what came of them.",
    ["source", "type", "result"],
)
LAG = Histogram(
    "solacore_webhook_lag_seconds",
    "Time from what an event tells to its effect here.",
    ["source"],
    buckets=_LAG_BUCKETS,
)

for source, known in KNOWN_TYPES.items():
    LAG.labels(source.value)
    for known_type in (*known, OTHER_TYPE):
        for result in (Outcome.APPLIED.value, PendingState.FAILED.value):
            EVENTS.labels(source.value, known_type, result)


def event_counted(event: Event, result: str) -> None:
    """Counts an event.

    Args:
        event: the event.
        result: an `Outcome`, a `PendingState`, or DUPLICATE.
    """
    is_known = event.type in KNOWN_TYPES[event.source]
    EVENTS.labels(event.source.value, event.type if is_known else OTHER_TYPE, result).inc()
    if result in set(Outcome):
        LAG.labels(event.source.value).observe((event.moment.now - event.moment.at).total_seconds())


def pending_figures(_now: datetime) -> Iterator[Figure]:
    """Events that have not taken effect, by why."""
    states = PendingWebhookEvent.objects.values_list("state").annotate(count=Count("pk"))
    counts = dict(states.order_by())
    for state in PendingState:
        yield Figure(
            "solacore_webhook_events_pending",
            "Events of payment providers that have not taken effect.",
            counts.get(state.value, 0),
            {"state": state.value},
        )


register_figures(pending_figures)
