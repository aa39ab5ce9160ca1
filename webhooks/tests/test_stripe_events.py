"""What each of Stripe's events does, as people see it."""

import pytest

from billing.models import Customer, Entitlement
from solacore.testing.clients import Native
from solacore.testing.payments import DAY, MONTH, Stripe
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.tests.reading import current, shown_time, standing, usage


@pytest.fixture(params=[True, False], ids=["basil", "before basil"])
def stripe(request: pytest.FixtureRequest, server: str, person: Native) -> Stripe:
    return Stripe(server, person.user["id"], is_basil=request.param)


def result_of(event: dict[str, object]) -> str:
    return ProcessedWebhookEvent.objects.get(source="stripe", event_id=event["id"]).result


def test_a_checkout_links_the_customer_and_gives_the_tier(stripe: Stripe, person: Native) -> None:
    event = stripe.send("checkout.session.completed", stripe.checkout("pro"))
    assert standing(person) == ("pro", "active")
    assert result_of(event) == "applied"
    assert str(Customer.objects.get(external_id=stripe.customer).user_id) == person.user["id"]
    assert Entitlement.objects.get(external_id=stripe.subscription_id).tier == "pro"


def test_a_checkout_can_bring_its_price_expanded(stripe: Stripe, person: Native) -> None:
    items = {"data": [{"price": {"id": "price_tests_standard"}}]}
    stripe.send("checkout.session.completed", stripe.checkout(None, line_items=items))
    assert standing(person) == ("standard", "active")


def test_a_checkout_that_is_not_paid_yet_gives_nothing(stripe: Stripe, person: Native) -> None:
    stripe.send("checkout.session.completed", stripe.checkout(payment_status="unpaid"))
    assert standing(person) == ("free", "active")
    stripe.send("checkout.session.async_payment_succeeded", stripe.checkout(), at=stripe.now + 60)
    assert standing(person) == ("standard", "active")


def test_a_checkout_for_something_else_does_nothing(stripe: Stripe, person: Native) -> None:
    event = stripe.send("checkout.session.completed", stripe.checkout(mode="payment", subscription=None))
    assert (standing(person), result_of(event)) == (("free", "active"), "ignored")


def test_a_subscription_brings_its_period(stripe: Stripe, person: Native) -> None:
    stripe.subscribe("standard")
    assert current(person) == {
        "tier": "standard",
        "status": "active",
        "period_start": shown_time(stripe.now),
        "period_end": shown_time(stripe.now + MONTH),
        "cancel_at_period_end": False,
    }
    assert usage(person) == {
        "tier": "standard",
        "sessions_used": 0,
        "sessions_limit": 100,
        "period_start": shown_time(stripe.now),
        "period_end": shown_time(stripe.now + MONTH),
        "is_lifetime": False,
    }


def test_the_tier_decides_how_many_devices_there_can_be(stripe: Stripe, person: Native, server: str) -> None:
    second = Native(server)
    assert second.login(person.email).status_code == 403
    stripe.subscribe("standard")
    assert second.login(person.email).status_code == 200
    third = Native(server)
    assert third.login(person.email).status_code == 403
    stripe.send("customer.subscription.updated", stripe.subscription("pro"), at=stripe.now + 60)
    assert third.login(person.email).status_code == 200


def test_metadata_of_a_subscription_can_name_the_person(stripe: Stripe, person: Native) -> None:
    named = stripe.subscription("pro", metadata={"user_id": person.user["id"]})
    stripe.send("customer.subscription.created", named)
    assert standing(person) == ("pro", "active")


def test_a_trial_is_active(stripe: Stripe, person: Native) -> None:
    stripe.subscribe("standard", status="trialing")
    assert standing(person) == ("standard", "active")


@pytest.mark.parametrize("status", ["incomplete", "incomplete_expired"])
def test_a_first_payment_that_is_due_gives_nothing(stripe: Stripe, person: Native, status: str) -> None:
    named = stripe.subscription(status=status, metadata={"user_id": person.user["id"]})
    stripe.send("customer.subscription.created", named)
    stripe.send("invoice.payment_failed", stripe.invoice(reason="subscription_create"), at=stripe.now + 1)
    assert standing(person) == ("free", "active")


def test_a_first_payment_that_is_made_gives_the_tier_within_the_same_second(
    stripe: Stripe, person: Native
) -> None:
    due = stripe.subscription(status="incomplete", metadata={"user_id": person.user["id"]})
    stripe.send("customer.subscription.updated", stripe.subscription(metadata=due["metadata"]))
    stripe.send("invoice.paid", stripe.invoice(reason="subscription_create"))
    stripe.send("customer.subscription.created", due)
    assert standing(person) == ("standard", "active")


@pytest.mark.parametrize("status", ["unpaid", "paused"])
def test_what_is_unpaid_gives_nothing_until_it_is_paid(stripe: Stripe, person: Native, status: str) -> None:
    stripe.subscribe("pro")
    stripe.send("customer.subscription.updated", stripe.subscription("pro", status=status), at=stripe.now + 1)
    assert standing(person) == ("free", "expired")
    stripe.send("invoice.paid", stripe.invoice("pro"), at=stripe.now + 2)
    assert standing(person) == ("pro", "active")


def test_a_trial_that_ends_without_a_way_to_pay_is_paused(stripe: Stripe, person: Native) -> None:
    stripe.subscribe("pro", status="trialing")
    paused = stripe.subscription("pro", status="paused")
    stripe.send("customer.subscription.paused", paused, at=stripe.now + 1)
    assert standing(person) == ("free", "expired")
    stripe.send("customer.subscription.resumed", stripe.subscription("pro"), at=stripe.now + 2)
    assert standing(person) == ("pro", "active")


def test_a_planned_end_shows(stripe: Stripe, person: Native) -> None:
    stripe.subscribe()
    planned = stripe.subscription(cancel_at_period_end=True)
    stripe.send("customer.subscription.updated", planned, at=stripe.now + 1)
    assert current(person)["cancel_at_period_end"] is True
    stripe.send("customer.subscription.updated", stripe.subscription(), at=stripe.now + 2)
    assert current(person)["cancel_at_period_end"] is False
    dated = stripe.subscription(cancel_at=stripe.now + MONTH)
    stripe.send("customer.subscription.updated", dated, at=stripe.now + 3)
    assert current(person)["cancel_at_period_end"] is True


def test_a_deleted_subscription_ends_at_once(stripe: Stripe, person: Native) -> None:
    stripe.subscribe("pro")
    stripe.send(
        "customer.subscription.deleted", stripe.subscription("pro", status="canceled"), at=stripe.now + 9
    )
    assert standing(person) == ("free", "canceled")
    assert (usage(person)["is_lifetime"], usage(person)["sessions_limit"]) == (True, 10)


def test_the_end_of_one_subscription_never_ends_another(stripe: Stripe, person: Native, server: str) -> None:
    stripe.subscribe("standard")
    other = Stripe(server, person.user["id"])
    other.subscribe("pro")
    assert standing(person) == ("pro", "active")
    other.send("customer.subscription.deleted", other.subscription("pro"), at=other.now + 5)
    assert standing(person) == ("standard", "active")
    stripe.send("customer.subscription.deleted", stripe.subscription(), at=stripe.now + 6)
    assert standing(person) == ("free", "canceled")


def test_a_paid_invoice_brings_the_next_period(stripe: Stripe, person: Native) -> None:
    stripe.subscribe()
    stripe.send("invoice.paid", stripe.invoice(start=stripe.now + MONTH), at=stripe.now + MONTH)
    shown = current(person)
    assert (shown["period_start"], shown["period_end"]) == (
        shown_time(stripe.now + MONTH),
        shown_time(stripe.now + 2 * MONTH),
    )


def test_a_proration_and_a_late_payment_leave_the_period_alone(stripe: Stripe, person: Native) -> None:
    stripe.subscribe()
    proration = stripe.invoice(
        "pro", start=stripe.now + 5 * DAY, reason="subscription_update", is_proration=True
    )
    stripe.send("invoice.paid", proration, at=stripe.now + 5 * DAY)
    unmarked = stripe.invoice("pro", start=stripe.now + 6 * DAY, reason="subscription_update")
    stripe.send("invoice.paid", unmarked, at=stripe.now + 6 * DAY)
    stripe.send("invoice.paid", stripe.invoice(start=stripe.now - MONTH), at=stripe.now + 7 * DAY)
    assert usage(person)["period_start"] == shown_time(stripe.now)
    assert standing(person) == ("standard", "active")


def test_a_failed_payment_is_past_due_and_keeps_the_tier(stripe: Stripe, person: Native) -> None:
    stripe.subscribe()
    stripe.send("invoice.payment_failed", stripe.invoice(), at=stripe.now + 1)
    assert standing(person) == ("standard", "past_due")
    stripe.send("invoice.paid", stripe.invoice(), at=stripe.now + 2)
    assert standing(person) == ("standard", "active")


def test_a_payment_does_not_bring_back_what_was_cancelled(stripe: Stripe, person: Native) -> None:
    stripe.subscribe()
    stripe.send("customer.subscription.deleted", stripe.subscription(), at=stripe.now + 1)
    stripe.send("invoice.paid", stripe.invoice(), at=stripe.now + 2)
    stripe.send("invoice.payment_failed", stripe.invoice(), at=stripe.now + 3)
    assert standing(person) == ("free", "canceled")


def test_an_event_that_arrives_late_undoes_nothing(stripe: Stripe, person: Native) -> None:
    stripe.subscribe()
    stripe.send("customer.subscription.updated", stripe.subscription("pro"), at=stripe.now + 10)
    late = stripe.send("customer.subscription.updated", stripe.subscription("standard"), at=stripe.now + 5)
    assert (standing(person), result_of(late)) == (("pro", "active"), "unchanged")


def test_an_unknown_price_changes_no_tier_and_can_be_seen(stripe: Stripe, person: Native) -> None:
    stripe.subscribe("standard")
    event = stripe.send(
        "customer.subscription.updated", stripe.subscription("price_of_old"), at=stripe.now + 1
    )
    assert (standing(person), result_of(event)) == (("standard", "active"), "unknown_tier")


def test_an_unknown_price_alone_gives_nothing(stripe: Stripe, person: Native) -> None:
    stripe.subscribe("price_of_old")
    assert standing(person) == ("free", "active")
    assert not PendingWebhookEvent.objects.filter(body__contains=stripe.customer).exists()


@pytest.mark.parametrize("kind", ["invoice.created", "charge.succeeded", "something.new"])
def test_other_events_are_recorded_and_do_nothing(stripe: Stripe, person: Native, kind: str) -> None:
    event = stripe.send(kind, {"anything": [1, "a", None]})
    assert (standing(person), result_of(event)) == (("free", "active"), "ignored")


def test_a_duplicate_changes_nothing(stripe: Stripe, person: Native) -> None:
    event = stripe.send("checkout.session.completed", stripe.checkout())
    forged = event | {"data": {"object": stripe.checkout("pro")}}
    assert stripe.post(forged).status_code == 200
    assert standing(person) == ("standard", "active")
    record = ProcessedWebhookEvent.objects.get(event_id=event["id"])
    assert (record.event_type, len(record.payload_hash)) == ("checkout.session.completed", 64)
