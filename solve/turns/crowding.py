"""How many replies a person may have written at once, over all their sessions and in all processes."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from accounts.models import User
from solve.errors import TooManyRepliesError
from solve.models import Message, MessageStatus, SolveSession
from solve.turns.budget import needs_no_model

# Seconds after which one of a person's replies has probably ended.
RETRY_SECONDS = 5


def room_by_person(user_ids: Collection[uuid.UUID], *, now: datetime, wait: bool) -> dict[uuid.UUID, int]:
    """How many more turns each of some people may begin; holds them, so that nobody begins one meanwhile.

    Args:
        user_ids: the people.
        now: the time; the turns of processes that died don't count.
        wait: whether to wait for those whom somebody else holds, or to leave them out.
    """
    # Not against the foreign keys of what others write of them at the moment.
    people = User.objects.select_for_update(no_key=True, skip_locked=not wait).filter(pk__in=user_ids)
    held = list(people.order_by("pk").values_list("pk", flat=True))
    running = (
        Message.objects.filter(session__user_id__in=held, status=MessageStatus.STREAMING, lease_until__gt=now)
        .values_list("session__user_id")
        .annotate(turns=Count("pk"))
    )
    turns = dict(running)
    return {user_id: settings.TURNS_PER_PERSON - turns.get(user_id, 0) for user_id in held}


def room_require(session: SolveSession, content: str, *, room: int) -> None:
    """Makes sure that a person may begin a turn, or that the turn needs no model.

    Args:
        session: the session, locked.
        content: the person's message that asks for the turn.
        room: what `room_by_person` says.

    Raises:
        TooManyRepliesError: as many replies to the person are being written as may be.
    """
    if room <= 0 and not needs_no_model(session, content):
        raise TooManyRepliesError(retry_after=RETRY_SECONDS)
