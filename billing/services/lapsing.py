"""Subscriptions that end without word from anybody."""

from datetime import datetime

from django.db.models import Q

from billing.errors import PersonUnknownError
from billing.models import Subscription
from billing.plans import Tier
from billing.services.entitlements import subscription_of


def subscriptions_lapse(now: datetime) -> int:
    """Ends what has lapsed, so that people are told, and reports are right, though they don't look.

    What somebody looks at themselves has ended in time anyway. Any number of processes may do this at once.

    Returns:
        How many have ended.
    """
    over = Subscription.objects.exclude(tier=Tier.FREE).filter(
        Q(period_end__lte=now) | Q(expires_at__lte=now)
    )
    ended = 0
    for subscription in over.order_by("pk"):
        if subscription.is_live(now):
            continue
        try:
            ended += subscription_of(subscription.user_id, now=now).tier == Tier.FREE
        except PersonUnknownError:
            # Erased at this moment.
            continue
    return ended
