"""What people read back of their own sessions."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left

from solve.errors import SolveSessionNotFoundError
from solve.models import Message, MessageStatus, Role, SolveSession
from solve.search import Words, words_wanted

TITLE_CHARACTERS: Final = 120


def sessions_of(
    user_id: uuid.UUID,
    *,
    status: str | None = None,
    q: str = "",
    before: datetime | None = None,
    after: datetime | None = None,
) -> QuerySet[SolveSession]:
    """A person's sessions, newest first.

    Args:
        user_id: the person.
        status: only those of this status.
        q: only those with a message or reply that has all these words.
        before: only those that were created before this moment.
        after: only those that were created after this moment.
    """
    sessions = SolveSession.objects.filter(user_id=user_id)
    if status is not None:
        sessions = sessions.filter(status=status)
    if before is not None:
        sessions = sessions.filter(created_at__lt=before)
    if after is not None:
        sessions = sessions.filter(created_at__gt=after)
    wanted = words_wanted(q)
    if wanted is not None:
        said = Message.objects.filter(session=OuterRef("pk")).exclude(status=MessageStatus.STREAMING)
        sessions = sessions.filter(Exists(said.alias(words=Words(F("content"))).filter(words=wanted)))
    return sessions.order_by("-created_at", "-id")


def titled(sessions: QuerySet[SolveSession]) -> QuerySet[SolveSession]:
    """The sessions with their `title`: how the person began, "" before they have."""
    first = Message.objects.filter(session=OuterRef("pk"), role=Role.USER).order_by("sequence")
    begun = first.values(begun=Left("content", TITLE_CHARACTERS))[:1]
    return sessions.annotate(title=Coalesce(Subquery(begun), Value("")))


def session_of(user_id: uuid.UUID, session_id: uuid.UUID) -> SolveSession:
    """One session of a person.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
    """
    session = SolveSession.objects.filter(pk=session_id, user_id=user_id).first()
    if session is None:
        raise SolveSessionNotFoundError
    return session


def messages_of(session: SolveSession) -> QuerySet[Message]:
    """What was said in a session, oldest first."""
    return session.messages.order_by("sequence")


def running_replies(session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """The reply that runs in each session, None where none does; a session that is gone has no entry."""
    running = Message.objects.filter(session=OuterRef("pk"), status=MessageStatus.STREAMING).values("pk")
    sessions = SolveSession.objects.filter(pk__in=session_ids)
    return dict(sessions.values_list("pk", Subquery(running[:1])))
