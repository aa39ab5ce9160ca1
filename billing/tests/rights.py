"""Rights that tests give people, as Stripe's events and those of others would."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from billing.models import Entitlement
from billing.plans import Tier
from billing.reports import Moment
from billing.services.customers import stripe_customer_link
from billing.services.grants import tier_grant
from billing.services.stripe_events import stripe_subscription_apply
from solacore.testing.clients import Native


def user_id_of(person: Native) -> uuid.UUID:
    """The person's id."""
    return uuid.UUID(person.user["id"])


def apply(subscription: dict[str, Any], **more: Any) -> None:
    """Tells us of a subscription, as Stripe's events do."""
    stripe_subscription_apply(
        subscription, Moment(timezone.now(), f"evt_{uuid.uuid4().hex}", timezone.now()), **more
    )


def link(person: Native, customer_id: str) -> None:
    """Makes a person a customer of Stripe."""
    stripe_customer_link(user_id_of(person), customer_id)


def grant(person: Native, tier: Tier, days: int = 30) -> Entitlement:
    """Gives a person a tier, as staff do."""
    now = timezone.now()
    return tier_grant(
        user_id=user_id_of(person),
        tier=tier,
        until=now + timedelta(days=days),
        reason="a test",
        granted_by=None,
        now=now,
    )


def tier_of(person: Native) -> str:
    """The tier that the person sees."""
    return str(person.get("/subscriptions/current").json()["tier"])
