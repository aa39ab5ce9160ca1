"""How long a tier lasts when nobody says anything: it ends by itself, at the next read."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from billing.models import Entitlement, Source, Subscription, SubscriptionStatus
from billing.plans import Tier
from billing.reports import Moment, Part, Rank, Report, Value
from billing.selectors import usage_of
from billing.services.entitlements import current_plan, entitlement_record, subscription_of
from billing.services.grants import grant_end, tier_grant
from solacore.common.errors import ValidationFailedError
from solacore.testing.clients import Native
from solacore.testing.payments import DAY, MONTH, RevenueCat, Stripe, payment_settings

SOON = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _payments(settings: Settings) -> None:
    payment_settings(settings)


def shown(person: Native) -> tuple[str, str]:
    body = person.get("/subscriptions/current").json()
    return body["tier"], body["status"]


def user_id_of(person: Native) -> uuid.UUID:
    return uuid.UUID(person.user["id"])


def subscribed(server: str, person: Native, ended: float, **more: Any) -> Stripe:
    """A subscription whose period ended some days ago."""
    stripe = Stripe(server, person.user["id"])
    stripe.now -= MONTH + int(ended * DAY)
    stripe.subscribe("standard", **more)
    return stripe


@pytest.mark.parametrize(
    ("status", "cancels", "ended", "tier"),
    [
        ("active", False, 2.9, "standard"),
        ("active", False, 3.1, "free"),
        ("active", True, -0.1, "standard"),
        ("active", True, 0.1, "free"),
        ("past_due", False, 6.9, "standard"),
        ("past_due", False, 7.1, "free"),
        ("past_due", True, 0.1, "free"),
        ("canceled", False, -10, "free"),
    ],
)
def test_how_long_a_stripe_subscription_lasts(
    server: str, person: Native, status: str, cancels: bool, ended: float, tier: str
) -> None:
    subscribed(server, person, ended, status=status, cancel_at_period_end=cancels)
    assert shown(person)[0] == tier


def test_the_grace_is_a_setting(server: str, person: Native, settings: Settings) -> None:
    subscribed(server, person, 6, status="past_due")
    assert shown(person) == ("standard", "past_due")
    settings.PAST_DUE_GRACE_DAYS = 5
    assert shown(person) == ("free", "expired")


def test_a_store_says_itself_when_it_ends(server: str, person: Native) -> None:
    revenuecat = RevenueCat(server, person.user["id"])
    revenuecat.send("INITIAL_PURCHASE", "pro", expiration_at_ms=(revenuecat.now + DAY) * 1000)
    assert shown(person) == ("pro", "active")
    later = timezone.now() + timedelta(days=1)
    assert current_plan(user_id_of(person), now=later).tier == Tier.FREE
    assert shown(person) == ("free", "expired")


def test_what_ends_lets_the_next_best_show(server: str, person: Native) -> None:
    stripe = Stripe(server, person.user["id"])
    stripe.subscribe("standard")
    revenuecat = RevenueCat(server, person.user["id"])
    revenuecat.send("INITIAL_PURCHASE", "pro", expiration_at_ms=(revenuecat.now + DAY) * 1000)
    assert shown(person)[0] == "pro"
    after = subscription_of(user_id_of(person), now=timezone.now() + timedelta(days=2))
    assert (after.tier, after.status, after.source) == ("standard", "active", "stripe")


def test_devices_and_quota_follow_at_once(server: str, person: Native) -> None:
    revenuecat = RevenueCat(server, person.user["id"])
    revenuecat.send("INITIAL_PURCHASE", "pro")
    second = Native(server)
    assert second.login(person.email).status_code == 200
    Entitlement.objects.filter(user_id=person.user["id"]).update(period_end=timezone.now())
    Subscription.objects.filter(user_id=person.user["id"]).update(period_end=timezone.now())
    assert Native(server).login(person.email).status_code == 403
    assert person.post("/sessions").json()["usage"] == {
        "sessions_used": 1,
        "sessions_limit": 10,
        "tier": "free",
    }


def test_a_subscription_that_goes_on_is_in_its_next_period_before_anybody_says_so(
    server: str, person: Native
) -> None:
    stripe = subscribed(server, person, -0.5)
    for _ in range(3):
        person.start()
    end = datetime.fromtimestamp(stripe.now + MONTH, tz=timezone.now().tzinfo)
    assert usage_of(user_id_of(person), now=end - SOON).used == 3
    unheard = usage_of(user_id_of(person), now=end)
    assert (unheard.used, unheard.allowance.period_start, unheard.allowance.period_end) == (0, end, None)
    stripe.send("invoice.paid", stripe.invoice(start=stripe.now + MONTH), at=stripe.now + MONTH)
    told = usage_of(user_id_of(person), now=end + SOON).allowance
    assert (told.period_start, told.period_end) == (end, end + timedelta(seconds=MONTH))


def test_a_failed_payment_brings_no_new_period(server: str, person: Native) -> None:
    stripe = subscribed(server, person, 1, status="past_due")
    usage = person.get("/subscriptions/usage").json()
    assert datetime.fromisoformat(usage["period_start"]).timestamp() == stripe.now


def granted(person: Native, tier: Tier = Tier.PRO, days: int = 10) -> Entitlement:
    now = timezone.now()
    return tier_grant(
        user_id=user_id_of(person),
        tier=tier,
        until=now + timedelta(days=days),
        reason="sorry",
        granted_by=None,
        now=now,
    )


def test_a_grant_counts_until_its_end(person: Native) -> None:
    grant = granted(person)
    assert shown(person) == ("pro", "active")
    assert (grant.reason, grant.source) == ("sorry", Source.STAFF)
    assert current_plan(user_id_of(person), now=timezone.now() + timedelta(days=11)).tier == Tier.FREE


def test_a_grant_can_be_taken_back(server: str, person: Native) -> None:
    Stripe(server, person.user["id"]).subscribe("standard")
    grant = granted(person)
    assert shown(person)[0] == "pro"
    grant_end(grant.pk, now=timezone.now())
    assert shown(person) == ("standard", "active")
    grant_end(grant.pk, now=timezone.now())


def test_a_lower_grant_takes_nothing_away(server: str, person: Native) -> None:
    Stripe(server, person.user["id"]).subscribe("pro")
    granted(person, Tier.STANDARD)
    assert shown(person)[0] == "pro"


@pytest.mark.parametrize(
    "wrong",
    [{"tier": Tier.FREE}, {"until": timezone.now()}, {"reason": "  "}],
    ids=["tier", "until", "reason"],
)
def test_a_grant_that_gives_or_says_nothing_is_refused(person: Native, wrong: dict[str, Any]) -> None:
    now = timezone.now()
    grant = {"tier": Tier.PRO, "until": now + timedelta(days=1), "reason": "sorry", **wrong}
    with pytest.raises(ValidationFailedError):
        tier_grant(user_id=user_id_of(person), granted_by=None, now=now, **grant)
    assert not Entitlement.objects.filter(user_id=person.user["id"]).exists()


def test_a_row_that_no_entitlement_stands_behind_lasts_as_long_as_it_says(person: Native) -> None:
    rows = Subscription.objects.filter(user_id=person.user["id"])
    rows.update(tier="standard", period_end=timezone.now() + timedelta(days=1))
    assert shown(person)[0] == "standard"
    rows.update(period_end=timezone.now() - SOON)
    assert shown(person) == ("free", SubscriptionStatus.EXPIRED)


def test_whoever_has_no_row_gets_one(person: Native) -> None:
    Subscription.objects.filter(user_id=person.user["id"]).delete()
    assert shown(person) == ("free", "active")


def test_a_truth_counts_for_more_than_all_that_was_said(server: str, person: Native) -> None:
    stripe = Stripe(server, person.user["id"])
    stripe.subscribe("pro")
    now = timezone.now()
    says: dict[Part, Value] = {Part.TIER: "standard", Part.STATUS: "active"}
    report = Report(Moment(now - timedelta(days=1), "", now), Rank.CHANGE, says)
    entitlement_record(
        user_id=user_id_of(person),
        source=Source.STRIPE,
        external_id=stripe.subscription_id,
        report=report,
        is_whole_truth=True,
    )
    assert shown(person) == ("standard", "active")


def test_the_endpoints_need_payments_and_a_sign_in(server: str, person: Native, settings: Settings) -> None:
    for path in ("/subscriptions/current", "/subscriptions/usage"):
        assert Native(server).get(path).json()["error"] == "INVALID_TOKEN"
        settings.PAYMENTS_ENABLED = False
        assert (person.get(path).status_code, person.get(path).json()["error"]) == (501, "PAYMENTS_DISABLED")
        settings.PAYMENTS_ENABLED = True
