"""What Stripe's objects do to a person's rights. Nothing here asks Stripe."""

import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from django.contrib.auth import get_user_model
from django.db import transaction

from billing.errors import OwnerUnknownError
from billing.models import RENEWAL_LEEWAY, Entitlement, EntitlementStatus, Source
from billing.outcomes import Outcome
from billing.plans import Tier
from billing.reports import Moment, Part, Rank, Report, Value
from billing.services.customers import customer_link, customer_owner
from billing.services.entitlements import entitlement_record
from billing.stripe_objects import Owner, read_checkout, read_invoice, read_subscription
from solacore.common.documents import Document

logger = structlog.get_logger(__name__)


@transaction.atomic
def stripe_subscription_apply(
    subscription: Mapping[str, Any],
    moment: Moment,
    *,
    rank: Rank = Rank.CHANGE,
    is_whole_truth: bool = False,
) -> Outcome:
    """Applies a subscription as Stripe had it at some time.

    Args:
        subscription: Stripe's object, as JSON has it, in the shape of any API version.
        moment: when Stripe had it so.
        rank: OUTSET when it was made, END when it was deleted.
        is_whole_truth: it is Stripe's answer to a question: whatever was said before counts for nothing.

    Returns:
        What came of it.

    Raises:
        ValidationFailedError: it isn't shaped like a subscription.
        OwnerUnknownError: nobody here is its customer (yet).
    """
    read = read_subscription(Document(subscription))
    status = EntitlementStatus.CANCELED if rank is Rank.END else read.status
    says: dict[Part, Value] = {
        Part.STATUS: status.value,
        Part.PERIOD_START: read.period_start,
        Part.PERIOD_END: read.period_end,
        Part.CANCELS: read.cancels,
        Part.EXPIRES_AT: read.cancel_at,
    }
    if status is EntitlementStatus.INCOMPLETE:
        rank = Rank.OUTSET
    if read.tier is not None:
        says[Part.TIER] = read.tier.value
    report = Report(moment, rank, says)
    return _record(read.id, read.owner, read.tier, report, is_whole_truth=is_whole_truth)


@transaction.atomic
def stripe_invoice_apply(invoice: Mapping[str, Any], moment: Moment, *, is_paid: bool) -> Outcome:
    """Applies that an invoice was paid, or that its payment failed.

    Args:
        invoice: Stripe's object.
        moment: when it happened.
        is_paid: which of the two.

    Raises:
        ValidationFailedError, OwnerUnknownError: as in `stripe_subscription_apply`.
    """
    read = read_invoice(Document(invoice))
    if read.subscription_id is None:
        return Outcome.IGNORED
    payment = EntitlementStatus.ACTIVE if is_paid else EntitlementStatus.PAST_DUE
    says: dict[Part, Value] = {Part.PAYMENT: payment.value}
    if is_paid and read.period is not None:
        says[Part.PAID_PERIOD] = read.period
    presumes = {Part.TIER: read.tier.value} if read.tier else {}
    report = Report(moment, Rank.PAYMENT, says, presumes)
    return _record(read.subscription_id, read.owner, read.tier, report)


@transaction.atomic
def stripe_checkout_apply(session: Mapping[str, Any], moment: Moment) -> Outcome:
    """Applies that somebody went through a checkout: who they are, and what they have bought.

    What it doesn't say (above all the period) follows in the subscription's own events. Until then the tier
    is theirs for as long as Stripe goes on delivering those.

    Raises:
        ValidationFailedError: it isn't shaped like a checkout session.
        OwnerUnknownError: it names nobody whom we know.
    """
    read = read_checkout(Document(session))
    if read.subscription_id is None:
        return Outcome.IGNORED
    presumes: dict[Part, Value] = {Part.EXPIRES_AT: moment.at + RENEWAL_LEEWAY}
    if read.is_paid:
        presumes[Part.STATUS] = EntitlementStatus.ACTIVE.value
    if read.tier is not None:
        presumes[Part.TIER] = read.tier.value
    report = Report(moment, Rank.OUTSET, presumes=presumes)
    return _record(read.subscription_id, read.owner, read.tier, report)


def _record(
    subscription_id: str,
    owner: Owner,
    tier: Tier | None,
    report: Report,
    *,
    is_whole_truth: bool = False,
) -> Outcome:
    is_new = entitlement_record(
        user_id=_person_behind(subscription_id, owner),
        source=Source.STRIPE,
        external_id=subscription_id,
        report=report,
        is_whole_truth=is_whole_truth,
    )
    if tier is None and Part.STATUS in report.says:
        logger.warning("stripe_price_unknown", subscription=subscription_id)
        return Outcome.UNKNOWN_TIER
    return Outcome.APPLIED if is_new else Outcome.UNCHANGED


def _person_behind(subscription_id: str, owner: Owner) -> uuid.UUID:
    """Whose subscription it is: who had it before, whom it names, or whose customer it names."""
    known = Entitlement.objects.filter(source=Source.STRIPE, external_id=subscription_id)
    user_id = known.values_list("user_id", flat=True).first()
    if user_id is None and owner.user_id is not None:
        named = get_user_model().objects.filter(pk=owner.user_id)
        user_id = named.values_list("pk", flat=True).first()
    if user_id is not None and owner.customer_id is not None:
        customer_link(user_id, Source.STRIPE, owner.customer_id)
    if user_id is None and owner.customer_id is not None:
        user_id = customer_owner(Source.STRIPE, owner.customer_id)
    if user_id is None:
        raise OwnerUnknownError(owner.user_id, subscription_id, owner.customer_id)
    return user_id
