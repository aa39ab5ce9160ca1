"""What people read of their rights, and how the period that counts is found."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from billing.models import Subscription, Usage
from billing.plans import Plan, plan_of
from billing.services.entitlements import subscription_of


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a person may start in the current period.

    Attributes:
        plan: of their tier.
        limit: sessions in the period, None for no limit.
        period_start: when the period began.
        period_end: when it ends; None if it doesn't, or isn't known.
    """

    plan: Plan
    limit: int | None
    period_start: datetime
    period_end: datetime | None


@dataclass(frozen=True, slots=True)
class UsageNow:
    """A person's use of the current period: sessions started in it, and what they may start."""

    used: int
    allowance: Allowance


def allowance_of(subscription: Subscription, *, now: datetime) -> Allowance:
    """What a subscription allows at that time. Beta mode lifts the limit."""
    plan = plan_of(subscription.tier)
    start, end = (subscription.created_at, None) if plan.is_lifetime else subscription.period_at(now)
    return Allowance(plan, None if settings.BETA_MODE else plan.sessions_limit, start, end)


def usage_of(user_id: uuid.UUID, *, now: datetime) -> UsageNow:
    """A person's use of the current period."""
    allowance = allowance_of(subscription_of(user_id, now=now), now=now)
    rows = Usage.objects.filter(user_id=user_id, period_start=allowance.period_start)
    return UsageNow(rows.values_list("sessions_used", flat=True).first() or 0, allowance)
