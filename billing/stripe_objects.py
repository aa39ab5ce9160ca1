"""What we need of Stripe's objects, in the shapes from before and after API version 2025-03-31.basil.

Basil moved a subscription's period to its items, and an invoice's subscription under `parent`
(https://docs.stripe.com/changelog/basil). Tests and reconciliation meet both.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.models import EntitlementStatus
from billing.plans import Tier, tier_of_price
from solacore.common.documents import Document

# https://docs.stripe.com/api/subscriptions/object#subscription_object-status. Unpaid and paused ones give
# nothing, but a payment brings them back; a first payment that is still due has given nothing yet.
_STATUSES = {
    "active": EntitlementStatus.ACTIVE,
    "trialing": EntitlementStatus.ACTIVE,
    "past_due": EntitlementStatus.PAST_DUE,
    "canceled": EntitlementStatus.CANCELED,
    "unpaid": EntitlementStatus.EXPIRED,
    "paused": EntitlementStatus.EXPIRED,
    "incomplete": EntitlementStatus.INCOMPLETE,
    "incomplete_expired": EntitlementStatus.INCOMPLETE,
}
# Reasons of invoices that are for a whole period (https://docs.stripe.com/api/invoices/object): the others,
# above all `subscription_update`, settle differences within one.
_WHOLE_PERIOD = {None, "subscription_create", "subscription_cycle", "subscription"}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who an object says it belongs to: our own id, which we gave to Stripe, and Stripe's customer."""

    user_id: uuid.UUID | None
    customer_id: str | None


@dataclass(frozen=True, slots=True)
class StripeSubscription:
    """A subscription.

    Attributes:
        id: its id.
        owner: whose it is.
        tier: the highest that its prices buy, None when all are unknown to us.
        status: ours.
        period: its current period, as far as it is known.
        cancel_at: when it ends, if that is decided and not the end of the period.
        cancels: whether it ends instead of being renewed.
    """

    id: str
    owner: Owner
    tier: Tier | None
    status: EntitlementStatus
    period_start: datetime | None
    period_end: datetime | None
    cancels: bool
    cancel_at: datetime | None


@dataclass(frozen=True, slots=True)
class StripeInvoice:
    """An invoice of a subscription; `period` only if it is for a whole one."""

    id: str
    subscription_id: str | None
    owner: Owner
    tier: Tier | None
    period: tuple[datetime, datetime] | None


@dataclass(frozen=True, slots=True)
class StripeCheckout:
    """A completed checkout session."""

    subscription_id: str | None
    owner: Owner
    tier: Tier | None
    is_paid: bool


def read_subscription(subscription: Document) -> StripeSubscription:
    """Reads a subscription.

    Raises:
        ValidationFailedError: it has a field of the wrong type, or no id or status.
    """
    items = list(subscription.inner("items").each("data"))
    prices = {price: item for item in items if (price := item.reference("price") or item.reference("plan"))}
    tier = _highest(prices)
    paid_item = next((item for price, item in prices.items() if tier_of_price(price) == tier), None)
    dated = next(
        (one for one in (subscription, paid_item, *items) if one and one.time("current_period_end")), None
    )
    end = dated.time("current_period_end") if dated else None
    cancel_at = subscription.time("cancel_at")
    is_by_then = cancel_at is not None and (end is None or cancel_at <= end)
    return StripeSubscription(
        id=subscription.required("id"),
        owner=_owner(subscription, subscription.inner("metadata")),
        tier=tier,
        status=_STATUSES.get(subscription.required("status"), EntitlementStatus.INCOMPLETE),
        period_start=dated.time("current_period_start") if dated else None,
        period_end=end,
        cancels=subscription.flag("cancel_at_period_end") or is_by_then,
        cancel_at=cancel_at if is_by_then else None,
    )


def read_invoice(invoice: Document) -> StripeInvoice:
    """Reads an invoice.

    Raises:
        ValidationFailedError: it has a field of the wrong type, or no id.
    """
    details = invoice.inner("parent").inner("subscription_details")
    own = [line for line in invoice.inner("lines").each("data") if not _is_proration(line)]
    metadata = [details.inner("metadata"), invoice.inner("subscription_details").inner("metadata")]
    return StripeInvoice(
        id=invoice.required("id"),
        subscription_id=details.reference("subscription")
        or invoice.reference("subscription")
        or next(filter(None, map(_subscription_of_line, own)), None),
        owner=_owner(invoice, *metadata, invoice.inner("metadata")),
        tier=_highest(filter(None, map(_price_of_line, own))),
        period=_whole_period(own) if invoice.text("billing_reason") in _WHOLE_PERIOD else None,
    )


def read_checkout(session: Document) -> StripeCheckout:
    """Reads a checkout session. Its prices are in it only when expanded; ours name theirs as metadata.

    Raises:
        ValidationFailedError: it has a field of the wrong type.
    """
    metadata = session.inner("metadata")
    expanded = [item.reference("price") for item in session.inner("line_items").each("data")]
    named = [metadata.text("user_id"), session.text("client_reference_id")]
    return StripeCheckout(
        subscription_id=session.reference("subscription"),
        owner=Owner(next(filter(None, map(_uuid, named)), None), session.reference("customer")),
        tier=_highest(filter(None, [*expanded, metadata.text("price_id")])),
        is_paid=session.text("payment_status") != "unpaid",
    )


def _owner(thing: Document, *metadata: Document) -> Owner:
    user_ids = (_uuid(one.text("user_id")) for one in metadata)
    return Owner(next(filter(None, user_ids), None), thing.reference("customer"))


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _highest(prices: Iterable[str]) -> Tier | None:
    bought = {tier_of_price(price) for price in prices}
    return next((tier for tier in reversed(Tier) if tier in bought), None)


def _is_proration(line: Document) -> bool:
    parent = line.inner("parent")
    kinds = (parent.inner("subscription_item_details"), parent.inner("invoice_item_details"))
    return line.flag("proration") or any(kind.flag("proration") for kind in kinds)


def _subscription_of_line(line: Document) -> str | None:
    details = line.inner("parent").inner("subscription_item_details")
    return details.reference("subscription") or line.reference("subscription")


def _price_of_line(line: Document) -> str | None:
    details = line.inner("pricing").inner("price_details")
    return details.reference("price") or line.reference("price") or line.reference("plan")


def _whole_period(lines: Iterable[Document]) -> tuple[datetime, datetime] | None:
    """The latest period that lines are for."""
    periods = [line.inner("period") for line in lines]
    dated = [
        (start, end)
        for period in periods
        if (start := period.time("start")) and (end := period.time("end")) and start < end
    ]
    return max(dated, default=None)
