"""RevenueCat's answers taken for the truth."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from billing.outcomes import Outcome
from billing.reports import Moment
from billing.services.revenuecat_subscribers import revenuecat_subscriber_apply
from solacore.common.errors import ValidationFailedError
from solacore.testing.clients import Native
from solacore.testing.payments import RevenueCat, Stripe, payment_settings


@pytest.fixture(autouse=True)
def _payments(settings: Settings) -> None:
    payment_settings(settings)


@pytest.fixture
def revenuecat(server: str, person: Native) -> RevenueCat:
    return RevenueCat(server, person.user["id"])


def subscriber(tier: str = "pro", days: float = 20, **purchase: Any) -> dict[str, Any]:
    now = timezone.now()
    dates = {
        "purchase_date": (now - timedelta(days=10)).isoformat().replace("+00:00", "Z"),
        "expires_date": (now + timedelta(days=days)).isoformat().replace("+00:00", "Z"),
    }
    return {
        "entitlements": {tier: {**dates, "grace_period_expires_date": None, "product_identifier": "monthly"}},
        "subscriptions": {"monthly": {**dates, "is_sandbox": False, **purchase}},
    }


def apply(person: Native, content: dict[str, Any]) -> Outcome:
    now = timezone.now()
    return revenuecat_subscriber_apply(uuid.UUID(person.user["id"]), content, Moment(now, "", now))


def shown(person: Native) -> tuple[str, str, bool]:
    body = person.get("/subscriptions/current").json()
    return body["tier"], body["status"], body["cancel_at_period_end"]


def test_what_was_missed_is_made_up_for_once(person: Native, revenuecat: RevenueCat) -> None:
    content = subscriber()
    assert apply(person, content) is Outcome.APPLIED
    assert shown(person) == ("pro", "active", False)
    assert apply(person, content) is Outcome.UNCHANGED


def test_what_revenuecat_does_not_have_ends(person: Native, revenuecat: RevenueCat, server: str) -> None:
    Stripe(server, person.user["id"]).subscribe("standard")
    revenuecat.send("INITIAL_PURCHASE", "pro")
    assert apply(person, {"entitlements": {}, "subscriptions": {}}) is Outcome.APPLIED
    assert shown(person) == ("standard", "active", False)


def test_a_purchase_that_we_know_is_brought_up_to_date(person: Native, revenuecat: RevenueCat) -> None:
    revenuecat.send("INITIAL_PURCHASE", "pro")
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 1)
    since = timezone.now().isoformat()
    apply(person, subscriber(unsubscribe_detected_at=since))
    assert shown(person) == ("pro", "active", True)
    apply(person, subscriber(billing_issues_detected_at=since, unsubscribe_detected_at=since, days=-1))
    assert shown(person) == ("pro", "past_due", False)
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 60)
    assert shown(person) == ("free", "expired", False)


def test_what_has_run_out_there_gives_nothing(person: Native) -> None:
    apply(person, subscriber(days=-1))
    assert shown(person)[0] == "free"


@pytest.mark.parametrize(
    "content",
    [{"entitlements": []}, {"entitlements": {"pro": 1}}, subscriber() | {"subscriptions": {"monthly": "x"}}],
)
def test_another_shape_is_refused(person: Native, content: dict[str, Any]) -> None:
    with pytest.raises(ValidationFailedError):
        apply(person, content)


@pytest.mark.parametrize("time", ["tomorrow", "2026-01-01", "2026-01-01T00:00:00", "9999-12-31T23:59:59Z"])
def test_a_time_must_be_one(person: Native, time: str) -> None:
    content = subscriber()
    content["entitlements"]["pro"]["expires_date"] = time
    with pytest.raises(ValidationFailedError):
        apply(person, content)


def test_what_was_bought_once_in_a_sandbox_is_known_for_it(person: Native, settings: Settings) -> None:
    content = subscriber()
    content["non_subscriptions"] = {"monthly": [{"is_sandbox": True}]}
    content["subscriptions"] = {}
    settings.REVENUECAT_SANDBOX_GRANTS = False
    assert apply(person, content) is Outcome.UNCHANGED
    settings.REVENUECAT_SANDBOX_GRANTS = True
    assert apply(person, content) is Outcome.APPLIED
    assert shown(person) == ("pro", "active", False)
