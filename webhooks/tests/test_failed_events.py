"""An event whose handling fails: nothing of it stays but the record for a replay."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from billing.models import Customer, Entitlement
from billing.services.entitlements import entitlement_record
from solacore.testing.clients import Native, problem
from solacore.testing.payments import Stripe
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.tests.reading import standing


def replay(*arguments: str) -> str:
    out = io.StringIO()
    call_command("replay_webhook", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A handler that fails when it has nearly done its work."""

    def fail(**given: Any) -> bool:
        entitlement_record(**given)
        raise IntegrityError(f"words about {given['external_id']}")

    monkeypatch.setattr("billing.services.stripe_events.entitlement_record", fail)
    return monkeypatch


def test_a_failure_leaves_no_half_effect(stripe: Stripe, person: Native, failing: Any) -> None:
    event = stripe.event("checkout.session.completed", stripe.checkout())
    assert problem(stripe.post(event)) == (500, "WEBHOOK_FAILED")
    assert not ProcessedWebhookEvent.objects.filter(event_id=event["id"]).exists()
    assert not Entitlement.objects.filter(user_id=person.user["id"]).exists()
    assert not Customer.objects.filter(user_id=person.user["id"]).exists()
    assert standing(person) == ("free", "active")


def test_it_is_on_record_without_a_word_of_the_error(stripe: Stripe, failing: Any) -> None:
    event = stripe.event("checkout.session.completed", stripe.checkout())
    stripe.post(event)
    stripe.post(event)
    pending = PendingWebhookEvent.objects.get(event_id=event["id"])
    assert (pending.state, pending.attempts) == ("failed", 2)
    assert pending.error.startswith("IntegrityError in test_failed_events.py, line ")
    assert stripe.subscription_id in pending.body


def test_the_next_attempt_of_the_sender_takes_effect(
    stripe: Stripe, person: Native, failing: pytest.MonkeyPatch
) -> None:
    event = stripe.event("checkout.session.completed", stripe.checkout())
    stripe.post(event)
    failing.undo()
    assert stripe.post(event).json() == {"received": True}
    assert standing(person) == ("standard", "active")
    assert not PendingWebhookEvent.objects.filter(event_id=event["id"]).exists()


def test_a_replay_takes_effect_once(stripe: Stripe, person: Native, failing: pytest.MonkeyPatch) -> None:
    event = stripe.event("checkout.session.completed", stripe.checkout())
    stripe.post(event)
    with pytest.raises(CommandError, match="Not all"):
        replay(event["id"])
    failing.undo()
    assert f"stripe {event['id']} (checkout.session.completed): has taken effect" in replay(event["id"])
    assert standing(person) == ("standard", "active")
    assert "has taken effect already" in replay(event["id"])
    assert stripe.post(event).json() == {"received": True}
    assert ProcessedWebhookEvent.objects.filter(event_id=event["id"]).count() == 1


def test_all_that_have_failed_can_be_replayed(
    stripe: Stripe, person: Native, failing: pytest.MonkeyPatch
) -> None:
    PendingWebhookEvent.objects.all().delete()
    stripe.post(stripe.event("checkout.session.completed", stripe.checkout()))
    named = stripe.subscription("pro", metadata={"user_id": person.user["id"]})
    stripe.post(stripe.event("customer.subscription.created", named))
    with pytest.raises(CommandError, match="Not all"):
        replay("--failed")
    failing.undo()
    assert "Took effect: 2 of 2" in replay("--failed")
    assert standing(person) == ("pro", "active")
    assert "Took effect: 0 of 0" in replay("--failed")


@pytest.mark.parametrize("arguments", [[], ["evt_1", "--failed"], ["--failed", "--waiting"]])
def test_it_needs_to_be_told_what_to_replay(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="Name either"):
        replay(*arguments)


def test_an_unknown_event_cannot_be_replayed() -> None:
    with pytest.raises(CommandError, match="No event evt_unknown is known here"):
        replay("evt_unknown")
