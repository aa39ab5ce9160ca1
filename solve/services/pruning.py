"""Sessions that nobody comes back to, and counts of days long past."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from analytics.events import EventName, emit
from solacore.common.housekeeping import delete_in_batches, in_batches, register_pruning
from solve.models import DailySpend, SolveSession
from solve.steps import Status

# Without a word or a change from the person for so long, a session counts as abandoned.
ABANDONED_AFTER = timedelta(days=7)
# For the operators' own accounts; the budgets look at today only.
SPEND_KEPT = timedelta(days=90)


def sessions_abandon(now: datetime) -> int:
    """Marks idle sessions as abandoned; a word from the person takes one up again."""
    idle = SolveSession.objects.filter(status=Status.ACTIVE.value, updated_at__lt=now - ABANDONED_AFTER)
    return in_batches(idle, _abandon)


@transaction.atomic
def _abandon(batch: QuerySet[SolveSession]) -> int:
    sessions = list(batch.select_for_update())
    for session in sessions:
        emit(
            EventName.SESSION_ABANDONED,
            user_id=session.user_id,
            session_id=session.pk,
            step=session.current_step,
        )
    batch.filter(pk__in=[session.pk for session in sessions]).update(status=Status.ABANDONED.value)
    return len(sessions)


def daily_spend_forget(now: datetime) -> int:
    """Deletes what the model cost on days that no budget looks at any more."""
    return delete_in_batches(DailySpend.objects.filter(day__lt=(now - SPEND_KEPT).date()))


register_pruning("abandoned solve sessions", sessions_abandon)
register_pruning("daily costs of the model", daily_spend_forget)
