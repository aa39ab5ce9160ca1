"""Stripe's subscriptions against our entitlements from Stripe, in both directions."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

import stripe
from django.db import connection
from django.utils import timezone

from billing.errors import OwnerUnknownError, PersonUnknownError
from billing.models import LIVE_STATUSES, Entitlement, EntitlementStatus, Source
from billing.reconciling.drift import Drift, Standing, standing_of, tried
from billing.reports import Moment, Part, Rank, Report
from billing.services.entitlements import entitlement_record
from billing.services.stripe_events import stripe_subscription_apply
from billing.stripe_client import asking_stripe, is_missing, plain
from billing.stripe_objects import read_subscription
from solacore.common.documents import Document

# Seconds that all questions may take together, and subscriptions on a page.
ALL_SECONDS: Final = 4 * 3600.0
PAGE: Final = 100


def stripe_drifts(*, fix: bool) -> Iterator[Drift]:
    """Every difference; what was learned from an event later than Stripe's answer is left alone.

    Args:
        fix: repair what is found.

    Raises:
        StripeFailedError: Stripe could not be asked; what was found before stays found.
    """
    seen = set()
    with asking_stripe(ALL_SECONDS) as client:
        for subscription, asked_at in _all_subscriptions(client):
            seen.add(subscription["id"])
            yield from _difference(subscription, asked_at, fix=fix)
            connection.close()
        for subscription_id in _ours(seen):
            yield from _missing(client, subscription_id, fix=fix)
            connection.close()


def _all_subscriptions(client: stripe.StripeClient) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Every subscription, ended ones too, with the time before Stripe was asked for it."""
    asked: Any = {"status": "all", "limit": PAGE}
    while True:
        asked_at = timezone.now()
        page = client.v1.subscriptions.list(asked)
        for subscription in page.data:
            yield plain(subscription), asked_at
        if not page.has_more or not page.data:
            return
        asked["starting_after"] = page.data[-1].id


def _ours(seen: set[str]) -> list[str]:
    """Those that count here and that Stripe has not named."""
    ours = Entitlement.objects.filter(source=Source.STRIPE, status__in=LIVE_STATUSES).order_by("pk")
    named = [name for name in ours.values_list("external_id", flat=True) if name not in seen]
    connection.close()
    return named


def _difference(subscription: dict[str, Any], asked_at: datetime, *, fix: bool) -> Iterator[Drift]:
    name = Document(subscription).required("id")
    moment = Moment(asked_at, "reconciliation", timezone.now())
    if _is_newer(name, asked_at):
        return
    try:
        drift = tried(
            f"stripe {name}",
            partial(stripe_subscription_apply, subscription, moment, is_whole_truth=True),
            partial(_standing, name, moment.now),
            fix=fix,
        )
    except (OwnerUnknownError, PersonUnknownError):
        there = _foreign_standing(subscription)
        drift = Drift(f"stripe {name}", None, there, remark="nobody here is its owner") if there else None
    if drift:
        yield drift


def _missing(client: stripe.StripeClient, name: str, *, fix: bool) -> Iterator[Drift]:
    """Of one that no list has named: asked for by its name, and ended if Stripe doesn't know it."""
    asked_at = timezone.now()
    try:
        subscription = plain(client.v1.subscriptions.retrieve(name))
    except stripe.StripeError as error:
        if not is_missing(error):
            raise
    else:
        yield from _difference(subscription, asked_at, fix=fix)
        return
    drift = tried(
        f"stripe {name}", partial(_end, name, asked_at), partial(_standing, name, timezone.now()), fix=fix
    )
    if drift:
        yield drift


def _end(name: str, asked_at: datetime) -> None:
    entitlement = Entitlement.objects.get(source=Source.STRIPE, external_id=name)
    moment = Moment(asked_at, "reconciliation", timezone.now())
    says = {Part.STATUS: EntitlementStatus.CANCELED.value}
    entitlement_record(
        user_id=entitlement.user_id,
        source=Source.STRIPE,
        external_id=name,
        report=Report(moment, Rank.END, says),
    )


def _standing(name: str, now: datetime) -> Standing | None:
    return standing_of(Entitlement.objects.filter(source=Source.STRIPE, external_id=name).first(), now)


def _is_newer(name: str, asked_at: datetime) -> bool:
    known = Entitlement.objects.filter(source=Source.STRIPE, external_id=name)
    return known.filter(last_event_at__gt=asked_at).exists()


def _foreign_standing(subscription: dict[str, Any]) -> Standing | None:
    """What a subscription would give its owner; None for nothing, and for what is none of our tiers."""
    read = read_subscription(Document(subscription))
    if read.tier is None or read.status not in LIVE_STATUSES:
        return None
    return Standing(
        read.tier.value, read.status.value, read.period_start, read.period_end, read.cancels, read.cancel_at
    )
