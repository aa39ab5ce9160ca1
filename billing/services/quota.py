"""The count of solve sessions: exact under any number of parallel requests."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db.models import F

from billing.changes import QuotaUse, announce_use
from billing.errors import QuotaExceededError
from billing.models import Usage
from billing.selectors import UsageNow, allowance_of
from billing.services.entitlements import subscription_of


def quota_consume(user_id: uuid.UUID, *, now: datetime) -> UsageNow:
    """Counts one session; call it in the transaction that creates it, so that a failure is not counted.

    Raises:
        QuotaExceededError: when the limit is reached; nothing is counted then.
    """
    allowance = allowance_of(subscription_of(user_id, now=now), now=now)
    usage, _ = Usage.objects.get_or_create(
        user_id=user_id,
        period_start=allowance.period_start,
        defaults={"period_end": allowance.period_end},
    )
    rows = Usage.objects.filter(pk=usage.pk)
    if allowance.limit is not None:
        rows = rows.filter(sessions_used__lt=allowance.limit)
    # One statement: PostgreSQL re-checks the condition on the row that it has locked.
    if not rows.update(sessions_used=F("sessions_used") + 1):
        raise QuotaExceededError(
            params={
                "used": usage.sessions_used,
                "limit": allowance.limit,
                "tier": allowance.plan.tier.value,
                "upgrade_url": f"{settings.FRONTEND_URL}/pricing",
            }
        )
    usage.refresh_from_db(fields=["sessions_used"])
    if allowance.limit is not None:
        announce_use(QuotaUse(user_id, usage.sessions_used, allowance.limit))
    return UsageNow(usage.sessions_used, allowance)
