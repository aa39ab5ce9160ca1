"""What people read back of their own sign-ins."""

import uuid
from datetime import datetime

from django.db.models import Count, QuerySet

from accounts.models import ActiveSession, Device


def devices_of(user_id: uuid.UUID) -> QuerySet[Device]:
    """A person's active devices, oldest first."""
    return Device.objects.filter(user_id=user_id, is_active=True).order_by("created_at", "id")


def live_sessions_of(user_id: uuid.UUID, now: datetime) -> QuerySet[ActiveSession]:
    """A person's sign-in sessions that still count, newest first."""
    return ActiveSession.objects.live(now).filter(user_id=user_id).order_by("-created_at", "-id")


def count_live(now: datetime) -> tuple[int, int]:
    """How many sign-in sessions count, and how many people they belong to."""
    counts = ActiveSession.objects.live(now).aggregate(
        sessions=Count("pk"), users=Count("user_id", distinct=True)
    )
    return counts["sessions"], counts["users"]
