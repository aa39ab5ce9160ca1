"""The rows in which sessions are counted."""

import uuid
from datetime import datetime

from django.db.models import F

from billing.models import Usage


def usage_move(user_id: uuid.UUID, start: datetime, new_start: datetime) -> None:
    """Keeps a count when it turns out that its period began at another time; the person is locked.

    Args:
        user_id: whose.
        start: when the period seemed to begin.
        new_start: when it began.
    """
    counted = Usage.objects.filter(user_id=user_id, period_start=start)
    row = counted.first()
    if row is None or start == new_start:
        return
    there = Usage.objects.filter(user_id=user_id, period_start=new_start)
    if there.update(sessions_used=F("sessions_used") + row.sessions_used):
        row.delete()
    else:
        counted.update(period_start=new_start)
