"""The product events of what people pay."""

import uuid
from datetime import timedelta

from django.utils import timezone

from analytics.models import AnalyticsEvent
from analytics.services.outbox import events_move
from billing.plans import Tier
from billing.services.grants import grant_end, tier_grant
from solacore.testing.clients import Native


def emitted(person: Native) -> list[tuple[str, dict[str, object]]]:
    events_move()
    events = AnalyticsEvent.objects.filter(user__pk=person.user["id"], session=None).order_by("created_at")
    return [(event.name, event.payload) for event in events]


def test_a_tier_that_rises_and_ends_is_counted(person: Native) -> None:
    user_id, now = uuid.UUID(person.user["id"]), timezone.now()
    grants = [
        tier_grant(
            user_id=user_id, tier=tier, until=now + timedelta(days=9), reason="test", granted_by=None, now=now
        )
        for tier in (Tier.STANDARD, Tier.PRO)
    ]
    for grant in grants:
        grant_end(grant.pk, now=timezone.now())
    assert emitted(person) == [
        ("upgrade_completed", {"tier": "standard", "from_tier": "free", "source": "staff"}),
        ("upgrade_completed", {"tier": "pro", "from_tier": "standard", "source": "staff"}),
        ("subscription_ended", {"from_tier": "pro", "source": "staff"}),
    ]
