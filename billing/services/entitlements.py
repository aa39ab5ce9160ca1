"""Which tier a person has, and what changes it."""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from billing.changes import SubscriptionChange, announce, introduce
from billing.models import (
    LIVE_STATUSES,
    Entitlement,
    EntitlementStatus,
    Environment,
    Source,
    Subscription,
    SubscriptionStatus,
)
from billing.plans import Plan, Tier, plan_of
from billing.reports import Moment, Report, merge, owner_of, resolve
from billing.services.locking import people_lock, person_lock
from billing.services.usage import usage_move

_PREFERRED_LAST = (Source.STAFF, Source.REVENUECAT, Source.STRIPE)


def subscription_start(user_id: uuid.UUID) -> Subscription:
    """Puts a new person on the free tier."""
    subscription = Subscription.objects.create(user_id=user_id)
    introduce(user_id)
    return subscription


def subscription_of(user_id: uuid.UUID, *, now: datetime) -> Subscription:
    """What a person has at that time; what has lapsed meanwhile is taken away first.

    Who was made without a subscription (a superuser, an import) gets one.

    Raises:
        PersonUnknownError: the person has been erased meanwhile.
    """
    subscription = Subscription.objects.filter(user_id=user_id).first()
    is_over = subscription is not None and subscription.tier != Tier.FREE and not subscription.is_live(now)
    return subscription_derive(user_id, now=now) if subscription is None or is_over else subscription


def current_plan(user_id: uuid.UUID, *, now: datetime) -> Plan:
    """The plan of the person's tier at that time."""
    return plan_of(subscription_of(user_id, now=now).tier)


@transaction.atomic
def entitlement_record(
    *,
    user_id: uuid.UUID,
    source: Source,
    external_id: str,
    report: Report,
    is_whole_truth: bool = False,
    **fixed: Any,
) -> bool:
    """Notes what an event says about an entitlement, and what the person has because of it.

    Args:
        user_id: whose entitlement it is, if it is new. One that exists changes hands only when a report
            speaks of its owner.
        source: who vouches for it.
        external_id: its name there.
        report: what is said.
        is_whole_truth: the report is an answer to a question, so that whatever was said before counts for
            nothing (`reconcile_subscriptions`).
        fixed: further columns of a new entitlement, which never change.

    Returns:
        Whether it said anything new.

    Raises:
        PersonUnknownError: there is no such person.
    """
    known = Entitlement.objects.filter(source=source, external_id=external_id)
    people_lock({user_id, *known.values_list("user_id", flat=True)})
    found = known.select_for_update().first()
    entitlement = found or Entitlement(
        user_id=user_id, source=source, external_id=external_id, last_event_at=report.moment.at, **fixed
    )
    reported = merge({} if is_whole_truth else entitlement.reported, report)
    if reported == entitlement.reported:
        return False
    _update(entitlement, reported, report.moment)
    if found is None:
        introduce(entitlement.user_id, source, external_id)
    return True


@transaction.atomic
def subscription_derive(user_id: uuid.UUID, *, now: datetime) -> Subscription:
    """Brings a person's subscription up to date with their entitlements.

    It shows the best live one. Without any it is on the free tier, and shows how the last one ended. What no
    entitlement stands behind (an import) stays until it lapses.

    Raises:
        PersonUnknownError: there is no such person.
    """
    person_lock(user_id)
    subscription, is_new = Subscription.objects.get_or_create(user_id=user_id)
    if is_new:
        introduce(user_id)
    before = subscription.tier, subscription.status
    entitlements = list(Entitlement.objects.filter(user_id=user_id).exclude(tier=Tier.FREE))
    live = [entitlement for entitlement in entitlements if entitlement.is_live(now)]
    ended = [one for one in entitlements if one.status != EntitlementStatus.INCOMPLETE]
    if live:
        _show(subscription, max(live, key=_preference))
    elif ended:
        _show(subscription, max(ended, key=lambda one: (one.last_event_at, one.pk)))
        _end(subscription)
    elif subscription.tier != Tier.FREE and (subscription.source or not subscription.is_live(now)):
        # What it showed was transferred to somebody else, or has run out.
        _end(subscription)
    subscription.save()
    if before != (subscription.tier, subscription.status):
        announce(SubscriptionChange(subscription, *before, at=now))
    return subscription


def _update(entitlement: Entitlement, reported: dict[str, Any], moment: Moment) -> None:
    """Stores what is known of an entitlement now; its owner, old and new, are locked."""
    owner_before, start_before = entitlement.user_id, entitlement.period_start
    entitlement.reported = reported
    entitlement.last_event_at = max(entitlement.last_event_at, moment.at)
    for column, value in asdict(resolve(reported)).items():
        setattr(entitlement, column, value)
    entitlement.user_id = owner_of(reported) or owner_before
    entitlement.save()
    if start_before is None and entitlement.period_start is not None:
        # Sessions were counted from when we first heard of it.
        usage_move(entitlement.user_id, entitlement.created_at, entitlement.period_start)
    for user_id in {owner_before, entitlement.user_id}:
        subscription_derive(user_id, now=moment.now)


def _preference(entitlement: Entitlement) -> tuple[object, ...]:
    """Of two of the same tier, what is paid for comes before what isn't."""
    return (
        list(Tier).index(Tier(entitlement.tier)),
        entitlement.status == EntitlementStatus.ACTIVE,
        entitlement.environment == Environment.PRODUCTION,
        _PREFERRED_LAST.index(Source(entitlement.source)),
        entitlement.pk,
    )


def _show(subscription: Subscription, entitlement: Entitlement) -> None:
    for column in ("tier", "status", "source", "period_end", "cancel_at_period_end", "expires_at"):
        setattr(subscription, column, getattr(entitlement, column))
    subscription.period_start = entitlement.period_start or entitlement.created_at


def _end(subscription: Subscription) -> None:
    subscription.tier, subscription.cancel_at_period_end = Tier.FREE.value, False
    if subscription.status in LIVE_STATUSES:
        subscription.status = SubscriptionStatus.EXPIRED
