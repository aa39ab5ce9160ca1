"""Background tasks that ask Stripe.

Their arguments are Stripe's ids only, so that they outlive a person's rows.
"""

from datetime import timedelta
from typing import Final

import stripe

from billing.errors import StripeFailedError
from billing.stripe_client import asking_stripe, is_missing
from billing.stripe_mirror import syncing
from billing.stripe_mirror.storing import mirror_forget
from solacore.common.background import retried

# About two days: Stripe has been away for hours, never for days, and a wrong key takes somebody to notice.
RETRY_DELAYS: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
# Seconds that one run may ask Stripe.
RUN_SECONDS: Final = 60.0

asks_stripe = retried(on=StripeFailedError, delays=RETRY_DELAYS)


@asks_stripe
def stripe_mirror_sync(kind: str, object_id: str) -> None:
    """Brings the mirror's copy of an object up to date.

    Args:
        kind: one of `billing.stripe_mirror.storing.KINDS`.
        object_id: Stripe's id.
    """
    syncing.mirror_sync(kind, object_id)


@asks_stripe
def stripe_customer_delete(customer_id: str) -> None:
    """Ends a customer's subscriptions at once and deletes the customer at Stripe and in the mirror.

    It can be repeated: what Stripe no longer has is passed over.
    """
    with asking_stripe(RUN_SECONDS) as client:
        try:
            listed = client.v1.subscriptions.list({"customer": customer_id, "status": "all", "limit": 100})
            for subscription in listed.auto_paging_iter():
                if subscription.status not in {"canceled", "incomplete_expired"}:
                    client.v1.subscriptions.cancel(subscription.id)
            client.v1.customers.delete(customer_id)
        except stripe.StripeError as error:
            if not is_missing(error):
                raise
    mirror_forget("customer", customer_id)
