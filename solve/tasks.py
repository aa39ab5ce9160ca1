"""Background tasks of the conversations.

Their arguments stay in the database, in clear: ids and times, nothing that a person wrote.
"""

from datetime import datetime

from django.utils import timezone

from accounts.mail.sending import send
from accounts.tasks import mailed
from solve.models import SolveSession
from solve.reminder_mail import reminder_compose


@mailed
def send_reminder(user_id: str, session_id: str, reminder_time: str) -> None:
    """Mails the reminder of a session, unless it has been moved, is no longer wanted or comes too late.

    Args:
        user_id: whose session it is; by it the erasure of an account finds the task.
        session_id: the session.
        reminder_time: which reminder, as an ISO 8601 time.
    """
    session = (
        SolveSession.objects.with_wanted_reminder(timezone.now())
        .filter(pk=session_id, user_id=user_id, reminder_time=datetime.fromisoformat(reminder_time))
        .select_related("user")
        .first()
    )
    if session is not None:
        send(reminder_compose(session))
