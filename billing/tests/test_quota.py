"""The count of sessions."""

from datetime import timedelta

from django.utils import timezone
from pytest_django import Settings

from billing.models import Subscription, Usage
from solacore.testing.clients import Native
from solacore.testing.payments import MONTH, Stripe, payment_settings
from solacore.testing.threads import Threads


def start_many(person: Native, count: int) -> list[int]:
    """The statuses of so many requests at once."""
    with Threads(20) as threads:
        return list(threads.map(lambda _: person.again().post("/sessions").status_code, range(count)))


def test_of_a_hundred_parallel_requests_exactly_ten_succeed_on_the_free_tier(person: Native) -> None:
    answers = start_many(person, 100)
    assert (answers.count(201), answers.count(403)) == (10, 90)
    assert person.get("/sessions").json()["total"] == 10
    assert Usage.objects.get(user_id=person.user["id"]).sessions_used == 10


def test_exactly_a_hundred_in_each_period(server: str, person: Native, settings: Settings) -> None:
    payment_settings(settings)
    stripe = Stripe(server, person.user["id"])
    stripe.subscribe("standard")
    for period in (0, 1):
        begin = stripe.now + period * MONTH
        if period:
            stripe.send("invoice.paid", stripe.invoice(start=begin), at=begin)
        assert start_many(person, 1) == [201]
        rows = Usage.objects.filter(user_id=person.user["id"]).order_by("-period_start")
        assert (len(rows), rows[0].sessions_used) == (period + 1, 1)
        Usage.objects.filter(pk=rows[0].pk).update(sessions_used=90)
        answers = start_many(person, 30)
        assert (answers.count(201), answers.count(403)) == (10, 20)
        assert person.get("/subscriptions/usage").json()["sessions_used"] == 100
    refusal = person.post("/sessions").json()
    assert refusal["error"] == "QUOTA_EXCEEDED"
    assert refusal["params"] == {
        "used": 100,
        "limit": 100,
        "tier": "standard",
        "upgrade_url": "http://localhost:3000/pricing",
    }


def test_neither_a_change_of_plan_nor_a_proration_begins_a_new_count(
    server: str, person: Native, settings: Settings
) -> None:
    payment_settings(settings)
    stripe = Stripe(server, person.user["id"])
    stripe.subscribe("standard")
    person.start()
    for second, tier in enumerate(("pro", "standard"), start=1):
        stripe.send("customer.subscription.updated", stripe.subscription(tier), at=stripe.now + second)
        proration = stripe.invoice(
            tier, start=stripe.now + second, end=stripe.now + MONTH, reason="subscription_update"
        )
        stripe.send("invoice.paid", proration, at=stripe.now + second)
        person.start()
    assert person.get("/subscriptions/usage").json()["sessions_used"] == 3


def test_what_was_counted_before_the_period_was_known_counts(
    server: str, person: Native, settings: Settings
) -> None:
    payment_settings(settings)
    stripe = Stripe(server, person.user["id"])
    stripe.send("checkout.session.completed", stripe.checkout("standard"))
    person.start()
    stripe.send("customer.subscription.created", stripe.subscription("standard", start=stripe.now - 5))
    person.start()
    assert person.get("/subscriptions/usage").json()["sessions_used"] == 2
    assert Usage.objects.filter(user_id=person.user["id"]).count() == 1


def test_only_sessions_of_the_free_tier_count_for_it(server: str, person: Native, settings: Settings) -> None:
    payment_settings(settings)
    person.start()
    stripe = Stripe(server, person.user["id"])
    stripe.subscribe("pro")
    for _ in range(11):
        person.start()
    assert person.get("/subscriptions/usage").json()["sessions_limit"] is None
    stripe.send("customer.subscription.deleted", stripe.subscription("pro"), at=stripe.now + 1)
    usage = person.get("/subscriptions/usage").json()
    assert (usage["sessions_used"], usage["sessions_limit"], usage["period_end"]) == (1, 10, None)


def test_beta_mode_lifts_the_limit(person: Native, settings: Settings) -> None:
    payment_settings(settings)
    settings.BETA_MODE = True
    assert start_many(person, 12) == [201] * 12
    usage = person.get("/subscriptions/usage").json()
    assert (usage["sessions_used"], usage["sessions_limit"]) == (12, None)


def test_a_failed_creation_is_not_counted(person: Native) -> None:
    person.post("/sessions", headers={"X-Device-Fingerprint": "not-mine"})
    assert not Usage.objects.filter(user_id=person.user["id"]).exists()


def test_a_paid_period_has_its_own_count_and_the_free_one_is_kept(person: Native) -> None:
    person.start()
    subscription = Subscription.objects.filter(user_id=person.user["id"])
    subscription.update(tier="standard", period_start=timezone.now())
    assert person.post("/sessions").json()["usage"] == {
        "sessions_used": 1,
        "sessions_limit": 100,
        "tier": "standard",
    }
    subscription.update(period_start=timezone.now() + timedelta(days=30))
    assert person.post("/sessions").json()["usage"]["sessions_used"] == 1
    subscription.update(tier="free")
    assert person.post("/sessions").json()["usage"]["sessions_used"] == 2


def test_pro_has_no_limit(person: Native) -> None:
    Subscription.objects.filter(user_id=person.user["id"]).update(tier="pro")
    for _ in range(12):
        usage = person.post("/sessions").json()["usage"]
    assert usage == {"sessions_used": 12, "sessions_limit": 0, "tier": "pro"}
