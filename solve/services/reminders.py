"""Reminders of the first step: sent when they are due, stopped when the person says so."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from accounts.models import User
from solve.models import ReminderOptOut, SolveSession
from solve.tasks import send_reminder

# Reminders that are claimed in one transaction, so that no session is locked for long.
BATCH_ROWS: Final = 100


def reminders_send_due(now: datetime) -> int:
    """Has a mail sent for every reminder that is due; any number of processes may do so at once.

    A reminder is sent once, up to `REMINDER_MAX_DELAY` late, to people who are active and have not
    unsubscribed. A session that is locked at the moment has its turn at the next call.

    Returns:
        How many mails were enqueued.
    """
    enqueued = 0
    while claimed := _claim_batch(now):
        enqueued += claimed
    return enqueued


def reminders_switch(user_id: uuid.UUID, *, enabled: bool) -> None:
    """Stops a person's reminders or allows them again; nothing for a person who is gone."""
    with transaction.atomic():
        # The lock keeps an erasure from meeting a row that it has not looked up.
        user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if user is None:
            return
        if enabled:
            ReminderOptOut.objects.filter(user=user).delete()
        else:
            ReminderOptOut.objects.get_or_create(user=user)


@transaction.atomic
def _claim_batch(now: datetime) -> int:
    """Claims reminders and enqueues their mails, both or neither."""
    unsent = SolveSession.objects.with_unsent_reminder(now).order_by("reminder_time")
    # PostgreSQL checks a row again after it has locked it, so no other process has claimed it before.
    claimed = list(unsent.select_for_update(skip_locked=True, of=("self",))[:BATCH_ROWS])
    for session in claimed:
        assert session.reminder_time is not None
        send_reminder.enqueue(str(session.user_id), str(session.pk), session.reminder_time.isoformat())
    return SolveSession.objects.filter(pk__in=[session.pk for session in claimed]).update(
        reminder_sent_for=F("reminder_time"), reminders_sent=F("reminders_sent") + 1
    )
