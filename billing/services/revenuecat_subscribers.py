"""What RevenueCat's REST API says of a person, taken for the truth. Nothing here asks RevenueCat."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from billing.models import Entitlement, EntitlementStatus, Environment, Source
from billing.outcomes import Outcome
from billing.plans import Tier, tier_of_entitlements
from billing.reports import Moment, Part, Rank, Report, Value
from billing.services.entitlements import entitlement_record
from solacore.common.documents import Document


@dataclass(frozen=True, slots=True)
class Holding:
    """An entitlement that a subscriber has, as the API tells it; it doesn't name the first transaction."""

    tier: Tier
    environment: Environment
    says: Mapping[Part, Value]


@transaction.atomic
def revenuecat_subscriber_apply(user_id: uuid.UUID, content: Mapping[str, Any], moment: Moment) -> Outcome:
    """Brings what a person has through RevenueCat in line with RevenueCat's answer.

    What the answer has is found among ours by its tier and environment; what it doesn't have ends.

    Args:
        user_id: the person.
        content: `subscriber` of `GET /v1/subscribers/{app_user_id}`, as JSON has it.
        moment: when RevenueCat gave that answer.

    Returns:
        APPLIED if anything is otherwise now, else UNCHANGED.

    Raises:
        ValidationFailedError: it isn't shaped like a subscriber.
        PersonUnknownError: there is no such person.
    """
    before = _states_of(user_id)
    ours = list(
        Entitlement.objects.filter(user_id=user_id, source=Source.REVENUECAT).order_by("-last_event_at")
    )
    kept = set()
    for holding in _holdings_in(Document(content, "subscriber")):
        same = [one for one in ours if (one.tier, one.environment) == (holding.tier, holding.environment)]
        live = [one for one in same if one.is_live(moment.now)]
        key = next((one.external_id for one in live + same), f"subscriber/{user_id}/{holding.tier}")
        kept.add(key)
        entitlement_record(
            user_id=user_id,
            source=Source.REVENUECAT,
            external_id=key,
            report=Report(moment, Rank.CHANGE, {**holding.says, Part.OWNER: str(user_id)}),
            is_whole_truth=True,
            environment=holding.environment,
        )
    end = Report(moment, Rank.END, {Part.STATUS: EntitlementStatus.EXPIRED.value})
    for one in ours:
        if one.external_id not in kept and one.is_live(moment.now):
            entitlement_record(
                user_id=user_id, source=Source.REVENUECAT, external_id=one.external_id, report=end
            )
    return Outcome.UNCHANGED if _states_of(user_id) == before else Outcome.APPLIED


def _states_of(user_id: uuid.UUID) -> list[tuple[Any, ...]]:
    columns = (
        "external_id",
        "tier",
        "status",
        "period_start",
        "period_end",
        "cancel_at_period_end",
        "expires_at",
    )
    entitlements = Entitlement.objects.filter(user_id=user_id, source=Source.REVENUECAT)
    return list(entitlements.order_by("external_id").values_list(*columns))


def _holdings_in(subscriber: Document) -> Iterator[Holding]:
    for name in subscriber.values("entitlements"):
        tier = tier_of_entitlements([name])
        entitlement = subscriber.inner("entitlements").inner(name)
        product = entitlement.text("product_identifier") or ""
        bought_once = list(subscriber.inner("non_subscriptions").each(product))
        purchase = bought_once[-1] if bought_once else subscriber.inner("subscriptions").inner(product)
        environment = Environment.SANDBOX if purchase.flag("is_sandbox") else Environment.PRODUCTION
        is_shut_out = environment is Environment.SANDBOX and not settings.REVENUECAT_SANDBOX_GRANTS
        if tier is not None and not is_shut_out:
            yield Holding(tier, environment, _said_of(tier, entitlement, purchase))


def _said_of(tier: Tier, entitlement: Document, purchase: Document) -> dict[Part, Value]:
    is_unpaid = purchase.iso_time("billing_issues_detected_at") is not None
    status = EntitlementStatus.PAST_DUE if is_unpaid else EntitlementStatus.ACTIVE
    grace: datetime | None = entitlement.iso_time("grace_period_expires_date")
    return {
        Part.TIER: tier.value,
        Part.STATUS: status.value,
        Part.CANCELS: not is_unpaid and purchase.iso_time("unsubscribe_detected_at") is not None,
        Part.PERIOD_START: entitlement.iso_time("purchase_date"),
        Part.PERIOD_END: entitlement.iso_time("expires_date"),
        Part.EXPIRES_AT: grace if is_unpaid else None,
    }
