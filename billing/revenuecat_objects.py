"""What we need of RevenueCat's events (https://www.revenuecat.com/docs/integrations/webhooks)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from billing.models import EntitlementStatus, Environment
from billing.plans import Tier, tier_of_entitlements
from billing.reports import Part, Rank, Value
from solacore.common.documents import Document
from solacore.common.errors import ValidationFailedError

MILLISECONDS = 1000


class Kind(StrEnum):
    """The types of events that do something; all others are only recorded.

    Not among them: PRODUCT_CHANGE, because the RENEWAL that follows brings the tier, and
    SUBSCRIPTION_PAUSED, because the EXPIRATION that follows takes it.
    """

    INITIAL_PURCHASE = "INITIAL_PURCHASE"
    RENEWAL = "RENEWAL"
    NON_RENEWING_PURCHASE = "NON_RENEWING_PURCHASE"
    TEMPORARY_ENTITLEMENT_GRANT = "TEMPORARY_ENTITLEMENT_GRANT"
    CANCELLATION = "CANCELLATION"
    UNCANCELLATION = "UNCANCELLATION"
    BILLING_ISSUE = "BILLING_ISSUE"
    SUBSCRIPTION_EXTENDED = "SUBSCRIPTION_EXTENDED"
    EXPIRATION = "EXPIRATION"
    TRANSFER = "TRANSFER"
    SUBSCRIBER_ALIAS = "SUBSCRIBER_ALIAS"


_PURCHASES = {
    Kind.INITIAL_PURCHASE,
    Kind.RENEWAL,
    Kind.NON_RENEWING_PURCHASE,
    Kind.TEMPORARY_ENTITLEMENT_GRANT,
}
# Kinds of which nothing is known without an end. What is bought for good has none.
_ENDING = {
    Kind.INITIAL_PURCHASE,
    Kind.RENEWAL,
    Kind.TEMPORARY_ENTITLEMENT_GRANT,
    Kind.SUBSCRIPTION_EXTENDED,
}
# What these give stands beside a subscription and is never mixed up with it, whatever transaction they name.
_APART = {Kind.NON_RENEWING_PURCHASE: "once/", Kind.TEMPORARY_ENTITLEMENT_GRANT: "temporary/"}


@dataclass(frozen=True, slots=True)
class Purchase:
    """What an event says of one purchase.

    Attributes:
        transaction_id: of the transaction with which it began.
        apart: what keeps it apart from a subscription of the same transaction.
        environment: where it was bought.
        tier: what it unlocks; None when that is none of our tiers.
        rank: the event's place among those of the same time.
        says, presumes: as in a `Report`.
    """

    transaction_id: str | None
    apart: str
    environment: Environment
    tier: Tier | None
    rank: Rank
    says: Mapping[Part, Value]
    presumes: Mapping[Part, Value]


def kind_of(event: Document) -> Kind | None:
    """What an event is; None for a type that does nothing."""
    try:
        return Kind(event.required("type"))
    except ValueError:
        return None


def environment_of(event: Document) -> Environment:
    """Where it was bought; production unless it says otherwise."""
    is_sandbox = event.text("environment") == "SANDBOX"
    return Environment.SANDBOX if is_sandbox else Environment.PRODUCTION


def people_of(event: Document) -> list[str]:
    """Every name of the person, the current one first: one of them is our id."""
    names = [event.text("app_user_id"), event.text("original_app_user_id"), *event.texts("aliases")]
    return list(dict.fromkeys(name for name in names if name))


def purchase_key(purchase: Purchase, user_id: uuid.UUID) -> str:
    """The name under which a purchase is kept.

    It is the transaction with which it began, which all events of a subscription share, its renewals and
    changes of product included. An event without one stands for all that its person has.
    """
    sandbox = "sandbox/" if purchase.environment is Environment.SANDBOX else ""
    return f"{sandbox}{purchase.apart}{purchase.transaction_id or f'person/{user_id}'}"


def read_purchases(kind: Kind, event: Document) -> list[Purchase]:
    """Reads an event that is about one purchase.

    Returns:
        What it says of it. A refund doesn't tell whether the purchase renews itself, so it says something of
        the subscription of its transaction and of what was bought once in it: there is one of the two.

    Raises:
        ValidationFailedError: a field has the wrong type, or one is missing that the kind can't do without.
    """
    end = event.time("expiration_at_ms", per_second=MILLISECONDS)
    if end is None and kind in _ENDING:
        raise ValidationFailedError({"event.expiration_at_ms": ["This must be there."]})
    entitlements = event.texts("entitlement_ids") or [event.text("entitlement_id") or ""]
    tier = tier_of_entitlements(entitlements)
    whole: dict[Part, Value] = {
        Part.STATUS: EntitlementStatus.ACTIVE.value,
        Part.CANCELS: False,
        Part.PERIOD_START: event.time("purchased_at_ms", per_second=MILLISECONDS),
        Part.PERIOD_END: end,
        Part.EXPIRES_AT: None,
    }
    if tier is not None:
        whole[Part.TIER] = tier.value
    change = whole if kind in _PURCHASES else _change(kind, event, end)
    is_refund = kind is Kind.CANCELLATION and event.text("cancel_reason") == "CUSTOMER_SUPPORT"
    purchase = Purchase(
        transaction_id=event.text("original_transaction_id") or event.text("transaction_id"),
        apart=_APART.get(kind, ""),
        environment=environment_of(event),
        tier=tier,
        rank=_RANKS.get(kind, Rank.CHANGE),
        says=change,
        # What came before may have been lost.
        presumes={} if is_refund or end is None else _all_but(change, whole),
    )
    return [purchase, _refunded(purchase)] if is_refund else [purchase]


def _all_but(change: Mapping[Part, Value], whole: Mapping[Part, Value]) -> dict[Part, Value]:
    return {part: value for part, value in whole.items() if part not in change}


def _refunded(purchase: Purchase) -> Purchase:
    says = {Part.STATUS: EntitlementStatus.CANCELED.value}
    return replace(purchase, apart=_APART[Kind.NON_RENEWING_PURCHASE], rank=Rank.END, says=says)


_RANKS = {Kind.INITIAL_PURCHASE: Rank.OUTSET, Kind.EXPIRATION: Rank.END}


def _change(kind: Kind, event: Document, end: datetime | None) -> dict[Part, Value]:
    """What a kind says that is no purchase."""
    says: dict[Part, Value] = {} if end is None else {Part.PERIOD_END: end}
    # A store that can't collect sends both, and the second is no decision of the person's.
    is_unpaid = kind is Kind.CANCELLATION and event.text("cancel_reason") == "BILLING_ERROR"
    if kind is Kind.BILLING_ISSUE or is_unpaid:
        grace = event.time("grace_period_expiration_at_ms", per_second=MILLISECONDS)
        return says | {Part.STATUS: EntitlementStatus.PAST_DUE.value, Part.EXPIRES_AT: grace}
    if kind is Kind.EXPIRATION:
        return says | {Part.STATUS: EntitlementStatus.EXPIRED.value}
    if kind in {Kind.CANCELLATION, Kind.UNCANCELLATION}:
        return says | {Part.CANCELS: kind is Kind.CANCELLATION}
    return says
