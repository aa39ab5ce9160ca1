"""The count of solve sessions: exact under any number of parallel requests."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F

from billing.errors import QuotaExceededError
from billing.models import Subscription, Usage
from billing.plans import Plan, plan_of
from billing.services.entitlements import subscription_of


@dataclass(frozen=True, slots=True)
class UsageNow:
    """A person's use of the current period.

    Attributes:
        used: sessions started in the period.
        limit: how many the tier allows, None for no limit.
        tier: the person's tier.
    """

    used: int
    limit: int | None
    tier: str


def quota_consume(user_id: uuid.UUID) -> UsageNow:
    """Counts one session; call it in the transaction that creates it, so that a failure is not counted.

    Raises:
        QuotaExceededError: when the limit is reached; nothing is counted then.
    """
    subscription = subscription_of(user_id)
    plan = plan_of(subscription.tier)
    limit = None if settings.BETA_MODE else plan.sessions_limit
    usage, _ = Usage.objects.get_or_create(
        user_id=user_id,
        period_start=period_start(subscription, plan),
        defaults={"period_end": None if plan.is_lifetime else subscription.period_end},
    )
    rows = Usage.objects.filter(pk=usage.pk)
    if limit is not None:
        rows = rows.filter(sessions_used__lt=limit)
    # One statement: PostgreSQL re-checks the condition on the row that it has locked.
    if not rows.update(sessions_used=F("sessions_used") + 1):
        raise QuotaExceededError(
            params={
                "used": usage.sessions_used,
                "limit": limit,
                "tier": plan.tier.value,
                "upgrade_url": f"{settings.FRONTEND_URL}/pricing",
            }
        )
    usage.refresh_from_db(fields=["sessions_used"])
    return UsageNow(used=usage.sessions_used, limit=limit, tier=plan.tier.value)


def period_start(subscription: Subscription, plan: Plan) -> datetime:
    """When the period that counts began: the account's start for a tier whose period is its whole life."""
    return subscription.created_at if plan.is_lifetime else subscription.period_start
