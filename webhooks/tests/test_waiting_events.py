"""Events that come before their person: they wait, and take effect when the person can be found."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from billing.models import Source
from billing.services.customers import customer_link, stripe_customer_link
from billing.services.entitlements import subscription_of
from solacore.testing.clients import Native
from solacore.testing.payments import Json, RevenueCat, Stripe
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.services.pruning import pending_events_prune
from webhooks.tests.reading import standing


def is_waiting(event: dict[str, Any]) -> bool:
    waits = PendingWebhookEvent.objects.filter(event_id=event["id"], state="waiting").exists()
    assert waits != ProcessedWebhookEvent.objects.filter(event_id=event["id"]).exists()
    return waits


def test_events_before_the_checkout_take_effect_with_it(stripe: Stripe, person: Native) -> None:
    early = [
        stripe.send("customer.subscription.created", stripe.subscription("pro")),
        stripe.send("invoice.paid", stripe.invoice("pro")),
    ]
    assert (standing(person), [is_waiting(event) for event in early]) == (("free", "active"), [True, True])
    stripe.send("checkout.session.completed", stripe.checkout("standard"))
    assert (standing(person), [is_waiting(event) for event in early]) == (("pro", "active"), [False, False])


def test_a_checkout_without_a_customer_frees_what_waits_for_its_subscription(
    stripe: Stripe, person: Native
) -> None:
    early = stripe.send("customer.subscription.updated", stripe.subscription("pro"))
    stripe.send("checkout.session.completed", stripe.checkout("standard", customer=None))
    assert (standing(person), is_waiting(early)) == (("pro", "active"), False)


def test_events_take_effect_when_our_own_checkout_makes_the_customer(stripe: Stripe, person: Native) -> None:
    early = stripe.send("customer.subscription.created", stripe.subscription("pro"))
    stripe_customer_link(uuid.UUID(person.user["id"]), stripe.customer)
    assert (standing(person), is_waiting(early)) == (("pro", "active"), False)


def test_a_duplicate_of_a_waiting_event_waits_once(stripe: Stripe) -> None:
    event = stripe.send("customer.subscription.created", stripe.subscription())
    assert stripe.post(event).json() == {"received": True}
    assert PendingWebhookEvent.objects.filter(event_id=event["id"]).count() == 1


@pytest.mark.parametrize("is_app_store", [True, False])
def test_a_person_who_does_not_exist_yet(server: str, is_app_store: bool) -> None:
    user_id = uuid.uuid4()
    if is_app_store:
        event = RevenueCat(server, str(user_id)).send("INITIAL_PURCHASE", "pro")
    else:
        stripe = Stripe(server, str(user_id))
        event = stripe.send("checkout.session.completed", stripe.checkout("pro"))
    assert is_waiting(event)
    User.objects.create_user(f"{user_id}@example.com", id=user_id)
    subscription_of(user_id, now=timezone.now())
    assert subscription_of(user_id, now=timezone.now()).tier == "pro"
    assert not is_waiting(event)


def test_a_replay_finds_a_person_who_has_come_by_a_way_of_their_own(server: str) -> None:
    user_id = uuid.uuid4()
    event = RevenueCat(server, str(user_id)).send("INITIAL_PURCHASE", "pro")
    with pytest.raises(CommandError, match="Not all"):
        call_command("replay_webhook", event["id"])
    User.objects.create_user(f"{user_id}@example.com", id=user_id)
    call_command("replay_webhook", event["id"])
    assert subscription_of(user_id, now=timezone.now()).tier == "pro"


def test_an_anonymous_purchase_is_the_persons_once_revenuecat_says_so(
    revenuecat: RevenueCat, person: Native
) -> None:
    anonymous = f"$RCAnonymousID:{uuid.uuid4().hex}"
    alone: Json = {
        "app_user_id": anonymous,
        "original_app_user_id": anonymous,
        "aliases": [anonymous],
    }
    bought = revenuecat.send("INITIAL_PURCHASE", "pro", **alone)
    assert (standing(person), is_waiting(bought)) == (("free", "active"), True)
    revenuecat.send("SUBSCRIBER_ALIAS", aliases=[anonymous, person.user["id"]])
    assert (standing(person), is_waiting(bought)) == (("pro", "active"), False)
    revenuecat.send("EXPIRATION", "pro", at=revenuecat.now + 5, **alone)
    assert standing(person) == ("free", "expired")


def test_an_event_of_an_erased_person_is_not_kept(
    stripe: Stripe, revenuecat: RevenueCat, person: Native
) -> None:
    assert person.request("DELETE", "/account").status_code == 204
    events = [
        stripe.send("checkout.session.completed", stripe.checkout()),
        stripe.send(
            "customer.subscription.deleted", stripe.subscription(metadata={"user_id": stripe.user_id})
        ),
        revenuecat.send("RENEWAL"),
    ]
    assert [is_waiting(event) for event in events] == [False] * 3
    results = ProcessedWebhookEvent.objects.filter(event_id__in=[event["id"] for event in events])
    assert set(results.values_list("result", flat=True)) == {"erased"}


def test_erasure_and_export_know_what_waits(stripe: Stripe, person: Native) -> None:
    invoice = stripe.invoice(customer_email=person.email)
    event = stripe.send("invoice.paid", invoice)
    exported = person.get("/account/export").json()["webhook_events"]
    assert [(row["event_id"], person.email in row["body"]) for row in exported] == [(event["id"], True)]
    assert person.request("DELETE", "/account").status_code == 204
    assert not PendingWebhookEvent.objects.filter(event_id=event["id"]).exists()


def test_what_waits_too_long_is_cleared_away(stripe: Stripe) -> None:
    event = stripe.send("customer.subscription.created", stripe.subscription())
    pending_events_prune(timezone.now() + timedelta(days=29))
    assert is_waiting(event)
    pending_events_prune(timezone.now() + timedelta(days=31))
    assert not PendingWebhookEvent.objects.filter(event_id=event["id"]).exists()


def test_a_customer_stays_with_whom_it_was_linked_to_first(
    stripe: Stripe, person: Native, outsider: Native
) -> None:
    stripe.subscribe()
    assert not customer_link(uuid.UUID(outsider.user["id"]), Source.STRIPE, stripe.customer)
    theirs = stripe.subscription("pro", metadata={"user_id": outsider.user["id"]})
    stripe.send("customer.subscription.updated", theirs, at=stripe.now + 1)
    assert (standing(person), standing(outsider)) == (("pro", "active"), ("free", "active"))
