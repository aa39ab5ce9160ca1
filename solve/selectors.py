"""What people read back of their own sessions."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
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


def running_reply(session: SolveSession) -> uuid.UUID | None:
    """The reply that runs in a session, None where none does."""
    return session.messages.filter(status=MessageStatus.STREAMING).values_list("pk", flat=True).first()


class RecentReply(NamedTuple):
    """A reply that runs, or that has begun lately."""

    session_id: uuid.UUID
    message_id: uuid.UUID
    is_running: bool
    began_at: datetime


def recent_replies(
    session_ids: Collection[uuid.UUID], *, since: datetime
) -> tuple[set[uuid.UUID], list[RecentReply]]:
    """What goes on in some sessions, read in one query.

    Args:
        session_ids: the sessions.
        since: how long ago a reply that has ended meanwhile may have begun.

    Returns:
        Those of the sessions that are there, and their replies that run or began since then, oldest first.
    """
    recent = FilteredRelation(
        "messages",
        condition=Q(messages__role=Role.ASSISTANT)
        & (Q(messages__status=MessageStatus.STREAMING) | Q(messages__created_at__gte=since)),
    )
    rows = list(
        SolveSession.objects.filter(pk__in=session_ids)
        .annotate(recent=recent)
        .order_by("recent__sequence")
        .values_list("pk", "recent__pk", "recent__status", "recent__created_at")
    )
    replies = [
        RecentReply(session_id, message_id, status == MessageStatus.STREAMING, began_at)
        for session_id, message_id, status, began_at in rows
        if message_id is not None
    ]
    return {row[0] for row in rows}, replies
