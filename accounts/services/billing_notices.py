"""The mails about payments and quotas: each is enqueued in the transaction of its cause, so it comes once.

`billing` can't know mails; it tells of its changes (`billing.changes`).
"""

from math import ceil
from typing import Final

from accounts.tasks import send_payment_failed, send_quota_notice, send_subscription_ended
from billing.changes import QuotaUse, SubscriptionChange, on_quota_use, on_subscription_change
from billing.models import SubscriptionStatus
from billing.plans import Tier

# The part of a quota at which people are told, before it is used up.
NEARLY_USED: Final = 0.8


def _notice_change(change: SubscriptionChange) -> None:
    subscription, user_id = change.subscription, str(change.subscription.user_id)
    if change.tier_before != Tier.FREE and subscription.tier == Tier.FREE:
        send_subscription_ended.enqueue(user_id, change.tier_before)
    elif subscription.status == SubscriptionStatus.PAST_DUE != change.status_before:
        send_payment_failed.enqueue(user_id, subscription.tier)


def _notice_use(use: QuotaUse) -> None:
    # A parallel request counts another number, so each of the two is reached by one alone.
    if use.used in {ceil(use.limit * NEARLY_USED), use.limit}:
        send_quota_notice.enqueue(str(use.user_id), use.used, use.limit)


on_subscription_change(_notice_change)
on_quota_use(_notice_use)
