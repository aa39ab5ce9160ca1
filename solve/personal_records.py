"""What a person has said, and how it went on."""

import uuid
from functools import partial

from django.db import transaction

from solacore.common.personal_records import ExportSection, register_eraser, register_export
from solve.models import DailySpend, Message, ReminderOptOut, Role, SolveSession, StepHistory
from solve.turns.log import logs_delete


def erase_sessions(user_id: uuid.UUID) -> None:
    """Removes the sessions with all that was said in them, then the replies' streams in Redis.

    The sessions are locked first, as by everybody who writes in one: a message that is being stored is
    erased as well, a later one finds no session. The process that writes a reply notices that it is gone.
    """
    sessions = SolveSession.objects.filter(user_id=user_id)
    locked = list(sessions.select_for_update().order_by("pk").values_list("pk", flat=True))
    replies = Message.objects.filter(session__in=locked, role=Role.ASSISTANT)
    forget = partial(logs_delete, list(replies.values_list("pk", flat=True)))
    sessions.filter(pk__in=locked).delete()
    transaction.on_commit(forget, robust=True)


register_eraser(erase_sessions)
register_export(
    ExportSection(
        "solve_sessions",
        lambda user_id: SolveSession.objects.filter(user_id=user_id).order_by("created_at", "id"),
    )
)
register_export(
    ExportSection(
        "messages",
        lambda user_id: Message.objects.filter(session__user_id=user_id).order_by(
            "session__created_at", "session_id", "sequence"
        ),
        withheld=frozenset({"lease_until", "last_event_id", "tokens_in", "tokens_out", "cost_microusd"}),
    )
)
register_export(
    ExportSection(
        "step_history",
        lambda user_id: StepHistory.objects.filter(session__user_id=user_id).order_by(
            "session__created_at", "session_id", "started_at"
        ),
    )
)
register_export(
    ExportSection("llm_spend", lambda user_id: DailySpend.objects.filter(user_id=user_id).order_by("day"))
)
register_export(
    ExportSection(
        "reminder_opt_out", lambda user_id: ReminderOptOut.objects.filter(pk=user_id), is_single=True
    )
)
