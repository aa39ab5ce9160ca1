"""Buying a tier at Stripe, and managing what was bought: pages of Stripe's that we send people to.

Nothing here changes what a person has. That follows from Stripe's events.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import stripe
from django.conf import settings

from billing.changes import announce_checkout
from billing.errors import AlreadySubscribedError, InvalidPriceError, NoSubscriptionError
from billing.models import Entitlement, Source
from billing.plans import Tier, tier_of_price
from billing.services.customers import stripe_customer_of
from billing.services.entitlements import subscription_of
from billing.services.stripe_customers import Payer, customer_forget, customer_provide
from billing.stripe_client import asking_stripe, idempotency_key, is_missing, plain, text_in
from billing.stripe_objects import read_subscription
from solacore.common.documents import Document

# Subscriptions at Stripe that are paid for, or will be when the card works again; and which of them can be
# changed (https://docs.stripe.com/api/subscriptions/object#subscription_object-status).
_UNENDED: Final = frozenset({"trialing", "active", "past_due", "unpaid", "paused"})
_CHANGEABLE: Final = frozenset({"trialing", "active", "past_due"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Stripe's: where it is, and the session behind it."""

    url: str
    session_id: str


@dataclass(frozen=True, slots=True)
class _Bought:
    """A subscription at Stripe: its item is what a new price is put to; None while it isn't known."""

    id: str
    tier: Tier
    status: str
    item_id: str | None


def checkout_begin(payer: Payer, price_id: str, *, now: datetime) -> Page:
    """Finds the page on which a person can get a tier.

    Who has a subscription at Stripe is led to its change, never to a second one; who owes a payment for one,
    to that payment.

    Args:
        payer: the person.
        price_id: what they want to buy.
        now: the time.

    Raises:
        InvalidPriceError: the price buys none of our tiers.
        AlreadySubscribedError: they have the tier or a higher one, wherever they bought it.
        StripeFailedError: Stripe could not be asked, or refused.
    """
    wanted = tier_of_price(price_id)
    if wanted is None:
        raise InvalidPriceError
    if Tier(subscription_of(payer.id, now=now).tier).rank >= wanted.rank:
        raise AlreadySubscribedError
    customer = stripe_customer_of(payer.id)
    ours = (
        Entitlement.objects.filter(user_id=payer.id, source=Source.STRIPE).order_by("-last_event_at").first()
    )
    with asking_stripe() as client:
        bought = _bought(client, customer, ours if ours and ours.is_live(now) else None) if customer else None
        if customer and bought:
            page = _portal(client, customer, _flow(bought, wanted, price_id))
        else:
            page = _purchase(client, payer, price_id, ours.last_event_at if ours else None)
    announce_checkout(payer.id, wanted)
    return page


def portal_open(user_id: uuid.UUID) -> Page:
    """Finds the page on which a person manages their subscription at Stripe.

    Raises:
        NoSubscriptionError: Stripe doesn't know them.
        StripeFailedError: Stripe could not be asked, or refused.
    """
    customer = stripe_customer_of(user_id)
    if customer is None:
        raise NoSubscriptionError
    with asking_stripe() as client:
        try:
            return _portal(client, customer)
        except stripe.StripeError as error:
            if is_missing(error, "customer"):
                raise NoSubscriptionError from None
            raise


def _bought(client: stripe.StripeClient, customer: str, ours: Entitlement | None) -> _Bought | None:
    """The person's best subscription that has not ended; Stripe is asked, since its events may be late."""
    try:
        if ours is not None:
            there = _as_bought(Document(plain(client.v1.subscriptions.retrieve(ours.external_id))))
            if there.status in _UNENDED:
                return there
        listed = client.v1.subscriptions.list({"customer": customer, "status": "all", "limit": 100})
        found = [_as_bought(subscription) for subscription in Document(plain(listed)).each("data")]
    except stripe.StripeError as error:
        if not is_missing(error):
            raise
        # Stripe doesn't know the customer or the subscription: what was told us is all there is.
        return _Bought(ours.external_id, Tier(ours.tier), "active", None) if ours else None
    return max((one for one in found if one.status in _UNENDED), key=lambda one: one.tier.rank, default=None)


def _as_bought(subscription: Document) -> _Bought:
    read = read_subscription(subscription)
    item = next(subscription.inner("items").each("data"), None)
    return _Bought(
        id=read.id,
        tier=read.tier or Tier.FREE,
        status=subscription.required("status"),
        item_id=item.text("id") if item else None,
    )


def _flow(bought: _Bought, wanted: Tier, price_id: str) -> dict[str, Any]:
    """What the portal is opened for (https://docs.stripe.com/customer-management/portal-deep-links)."""
    if bought.tier.rank >= wanted.rank and bought.status in {"active", "trialing"}:
        raise AlreadySubscribedError
    if bought.tier.rank >= wanted.rank or bought.status not in _CHANGEABLE:
        return {"type": "payment_method_update"}
    if bought.item_id is None:
        return {"type": "subscription_update", "subscription_update": {"subscription": bought.id}}
    change = {"subscription": bought.id, "items": [{"id": bought.item_id, "price": price_id, "quantity": 1}]}
    return {"type": "subscription_update_confirm", "subscription_update_confirm": change}


def _portal(client: stripe.StripeClient, customer: str, flow: dict[str, Any] | None = None) -> Page:
    asked: dict[str, Any] = {"customer": customer, "return_url": settings.FRONTEND_URL}
    if flow is not None:
        back = {"type": "redirect", "redirect": {"return_url": settings.STRIPE_SUCCESS_URL}}
        asked["flow_data"] = {**flow, "after_completion": back}
    session = client.v1.billing_portal.sessions.create(
        cast(stripe.params.billing_portal.SessionCreateParams, asked)
    )
    return Page(text_in(session, "url"), text_in(session, "id"))


def _purchase(client: stripe.StripeClient, payer: Payer, price_id: str, since: datetime | None) -> Page:
    """A checkout; a second one under the same circumstances is the same one, so that nobody pays for both."""
    customer = customer_provide(client, payer)
    try:
        return _checkout(client, payer, customer, price_id, since)
    except stripe.StripeError as error:
        if not is_missing(error, "customer"):
            raise
    customer_forget(payer.id, customer)
    return _checkout(client, payer, customer_provide(client, payer), price_id, since)


def _checkout(
    client: stripe.StripeClient, payer: Payer, customer: str, price_id: str, since: datetime | None
) -> Page:
    whose = {"user_id": str(payer.id)}
    asked: stripe.params.checkout.SessionCreateParams = {
        "mode": "subscription",
        "customer": customer,
        "client_reference_id": str(payer.id),
        "line_items": [{"price": price_id, "quantity": 1}],
        "locale": cast(Any, payer.locale),
        # The event that tells of the purchase names no price otherwise.
        "metadata": {**whose, "price_id": price_id},
        "subscription_data": {"metadata": whose},
        "success_url": settings.STRIPE_SUCCESS_URL,
        "cancel_url": settings.STRIPE_CANCEL_URL,
    }
    session = client.v1.checkout.sessions.create(
        asked, {"idempotency_key": idempotency_key("checkout", asked, since)}
    )
    return Page(text_in(session, "url"), text_in(session, "id"))
