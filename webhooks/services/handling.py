"""What each event does: the way from its type to billing."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from billing.outcomes import Outcome
from billing.reports import Moment, Rank
from billing.services.revenuecat_events import revenuecat_event_apply
from billing.services.stripe_events import (
    stripe_checkout_apply,
    stripe_invoice_apply,
    stripe_subscription_apply,
)
from billing.stripe_mirror.following import mirror_follow
from webhooks.events import Event
from webhooks.models import WebhookSource

Handler = Callable[[Mapping[str, Any], Moment], Outcome]

# HTTP contract, "Webhooks"; and what Stripe sends instead when a trial ends without a way to pay, and when a
# checkout is paid by a slow method.
STRIPE_HANDLERS: dict[str, Handler] = {
    "checkout.session.completed": stripe_checkout_apply,
    "checkout.session.async_payment_succeeded": stripe_checkout_apply,
    "customer.subscription.created": partial(stripe_subscription_apply, rank=Rank.OUTSET),
    "customer.subscription.updated": stripe_subscription_apply,
    "customer.subscription.paused": stripe_subscription_apply,
    "customer.subscription.resumed": stripe_subscription_apply,
    "customer.subscription.deleted": partial(stripe_subscription_apply, rank=Rank.END),
    "invoice.paid": partial(stripe_invoice_apply, is_paid=True),
    "invoice.payment_failed": partial(stripe_invoice_apply, is_paid=False),
}


def event_apply(event: Event) -> Outcome:
    """Does what an event says; a type that we don't know does nothing.

    Raises:
        ValidationFailedError: it isn't shaped like its type.
        OwnerUnknownError: it is about somebody whom we don't know (yet).
    """
    if event.source is WebhookSource.REVENUECAT:
        return revenuecat_event_apply(event.content, event.moment)
    handler = STRIPE_HANDLERS.get(event.type)
    outcome = Outcome.IGNORED if handler is None else handler(event.content, event.moment)
    mirror_follow(event.content)
    return outcome
