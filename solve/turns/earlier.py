"""What was said before in a session, as far as a turn that begins has to know of it."""

import uuid
from collections.abc import Collection
from typing import Final, NamedTuple

from django.db.models import Case, F, Max, Q, TextField, Value, When, Window

from solve.models import Message

# Newest messages of which the text is read, beside the first one: more than fit into five steps, so that only
# a session with a crowd of replies that were stopped or failed has any that are left out.
MESSAGES_READ: Final = 64


class Earlier(NamedTuple):
    """An earlier message, in the order of the query in `messages_before`."""

    sequence: int
    role: str
    content: str
    step: str
    status: str
    client_message_id: str | None


def messages_before(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Earlier]]:
    """All messages of some sessions, oldest first; the text only of the first and of the newest ones.

    Without that bound each turn of an endless session would read, and search for personal data, all of it.
    """
    last = Window(Max("sequence"), partition_by="session_id")
    rows = (
        Message.objects.filter(session_id__in=session_ids)
        .annotate(last=last)
        .annotate(
            text=Case(
                When(Q(sequence=1) | Q(last__lt=F("sequence") + MESSAGES_READ), then="content"),
                default=Value(""),
                output_field=TextField(),
            )
        )
        .order_by("sequence")
        .values_list("session_id", "sequence", "role", "text", "step", "status", "client_message_id")
    )
    said: dict[uuid.UUID, list[Earlier]] = {session_id: [] for session_id in session_ids}
    for row in rows:
        said[row[0]].append(Earlier(*row[1:]))
    return said
