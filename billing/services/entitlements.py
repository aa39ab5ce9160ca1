"""Which tier a person has."""

import uuid

from billing.models import Subscription
from billing.plans import Plan, plan_of


def subscription_start(user_id: uuid.UUID) -> Subscription:
    """Puts a new person on the free tier."""
    return Subscription.objects.create(user_id=user_id)


def current_plan(user_id: uuid.UUID) -> Plan:
    """The plan of the person's tier."""
    return plan_of(Subscription.objects.values_list("tier", flat=True).get(user_id=user_id))
