"""Which tier a person has."""

import uuid

from billing.models import Subscription
from billing.plans import Plan, plan_of


def subscription_start(user_id: uuid.UUID) -> Subscription:
    """Puts a new person on the free tier."""
    return Subscription.objects.create(user_id=user_id)


def subscription_of(user_id: uuid.UUID) -> Subscription:
    """The person's subscription; who was made without one (a superuser, an import) gets the free tier now."""
    return Subscription.objects.get_or_create(user_id=user_id)[0]


def current_plan(user_id: uuid.UUID) -> Plan:
    """The plan of the person's tier."""
    return plan_of(subscription_of(user_id).tier)
