"""Sessions that nobody comes back to."""

from datetime import datetime, timedelta

from solacore.common.housekeeping import in_batches, register_pruning
from solve.models import SolveSession
from solve.steps import Status

# Without a word or a change from the person for so long, a session counts as abandoned.
ABANDONED_AFTER = timedelta(days=7)


def sessions_abandon(now: datetime) -> int:
    """Marks idle sessions as abandoned; a word from the person takes one up again."""
    idle = SolveSession.objects.filter(status=Status.ACTIVE.value, updated_at__lt=now - ABANDONED_AFTER)
    return in_batches(idle, lambda batch: batch.update(status=Status.ABANDONED.value))


register_pruning("abandoned solve sessions", sessions_abandon)
