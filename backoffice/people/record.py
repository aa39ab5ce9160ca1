"""What is known of a person, each part read once for a page."""

from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from accounts.models import ActiveSession, User
from analytics.events import EventName
from analytics.models import AnalyticsEvent
from billing.models import Entitlement, Subscription

# Rows of a kind that a page shows, newest first.
ROWS_SHOWN = 50


class Record:
    """A person as a member of staff may see them at a time."""

    def __init__(self, person: User, actor: User, now: datetime) -> None:
        """Args: person: who is looked at. actor: who looks. now: when."""
        self.person = person
        self.actor = actor
        self.now = now

    @cached_property
    def subscription(self) -> Subscription | None:
        """What they have, as it was last derived: looking derives nothing anew."""
        return Subscription.objects.filter(user=self.person).first()

    @cached_property
    def entitlements(self) -> list[Entitlement]:
        """Why they have it."""
        return list(Entitlement.objects.filter(user=self.person).order_by("-created_at")[:ROWS_SHOWN])

    @cached_property
    def sign_ins(self) -> list[ActiveSession]:
        """Their sign-in sessions."""
        sessions = ActiveSession.objects.filter(user=self.person).select_related("device")
        return list(sessions.order_by("-created_at", "-id")[:ROWS_SHOWN])

    @cached_property
    def mails(self) -> list[DBTaskResult[..., object]]:
        """Their mails that the background tasks still know of."""
        tasks = DBTaskResult.objects.filter(
            args_kwargs__contains={"args": [str(self.person.pk)]}, task_path__contains=".send_"
        )
        return list(tasks.order_by("-enqueued_at")[:ROWS_SHOWN])

    @cached_property
    def events(self) -> list[AnalyticsEvent]:
        """What happened in their sessions; how they felt, and crises, are for the safety role only."""
        events: QuerySet[AnalyticsEvent] = AnalyticsEvent.objects.filter(user=self.person)
        if not self.actor.has_perm("backoffice.view_crises"):
            events = events.exclude(name__in=(EventName.EMOTION_DETECTED, EventName.CRISIS_DETECTED))
        return list(events.order_by("-created_at")[:ROWS_SHOWN])


def mail_name(task: DBTaskResult[..., object]) -> str:
    """Which mail a task sends."""
    return str(task.task_path).rsplit(".send_", 1)[-1].replace("_", " ")
