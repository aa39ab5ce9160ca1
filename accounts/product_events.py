"""Product events of what people pay: `billing` and `analytics` don't know each other."""

import uuid

from analytics.events import EventName, emit
from billing.changes import SubscriptionChange, on_checkout, on_subscription_change
from billing.models import Source, SubscriptionStatus
from billing.plans import Tier

_RANK = {tier.value: rank for rank, tier in enumerate(Tier)}


def _note(change: SubscriptionChange) -> None:
    """Emits what a change of a subscription comes to."""
    subscription = change.subscription
    user_id, source = subscription.user_id, subscription.source or "stripe"
    if _RANK[subscription.tier] > _RANK[change.tier_before]:
        emit(
            EventName.UPGRADE_COMPLETED,
            user_id=user_id,
            tier=subscription.tier,
            from_tier=change.tier_before,
            source=source,
        )
    if subscription.tier == Tier.FREE != change.tier_before:
        emit(EventName.SUBSCRIPTION_ENDED, user_id=user_id, from_tier=change.tier_before, source=source)
    if subscription.status == SubscriptionStatus.PAST_DUE != change.status_before:
        emit(EventName.PAYMENT_FAILED, user_id=user_id, tier=subscription.tier, source=source)


def _note_checkout(user_id: uuid.UUID, tier: Tier) -> None:
    """Emits that somebody is sent off to buy a tier."""
    emit(EventName.CHECKOUT_STARTED, user_id=user_id, tier=tier.value, source=Source.STRIPE.value)


on_subscription_change(_note)
on_checkout(_note_checkout)
