"""Every list of the back office but the one of the people."""

import uuid
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from backoffice.audit import subjects_of
from backoffice.models import AuditEntry, CrisisEvent
from backoffice.pages.paging import ReadOnlyAdmin
from solve.models import Message, SolveSession
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent


def person_link(user: User | None) -> SafeString | str:
    """A person's address that leads to their page."""
    if user is None:
        return "-"
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[user.pk]), user.email
    )


class FoundByIds(ReadOnlyAdmin):
    """A list that is searched by whole ids, which have an index each: `search_fields` names their columns."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows in which one of the columns holds the id."""
        if not search_term:
            return queryset, False
        try:
            wanted = uuid.UUID(search_term.strip())
        except ValueError:
            return queryset.none(), False
        found = reduce(or_, (Q((str(field), wanted)) for field in self.get_search_fields(request)))
        return queryset.filter(found), False


@admin.register(SolveSession)
class SolveSessionAdmin(FoundByIds):
    """Solve sessions: how they went, and not a word of what was said."""

    list_display = ("id", "person", "status", "current_step", "locale", "message_count", "created_at")
    list_filter = ("status", "current_step", "locale")
    search_fields = ("id", "user_id")
    search_help_text = "The whole id of a session or of a person"
    ordering = ("-created_at", "-id")
    list_select_related = ("user",)
    # What the person confirmed, the options and the first step are their own words, so they are left out.
    fields = (
        "id", "person", "status", "current_step", "locale", "device", "message_count", "created_at",
        "updated_at", "completed_at", "reminder_time", "reminders_sent", "llm_microusd", "conversation",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The sessions, each with the number of its messages."""
        counts = Message.objects.filter(session=OuterRef("pk")).order_by().values("session")
        counted = Subquery(counts.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        sessions = super().get_queryset(request).defer("options", "first_step", "first_step_action")
        with_counts: QuerySet[Any] = sessions.annotate(messages_counted=Coalesce(counted, 0))
        return with_counts

    @admin.display(description="person")
    def person(self, session: SolveSession) -> SafeString | str:
        """Whose session it is."""
        return person_link(session.user)

    @admin.display(description="messages")
    def message_count(self, session: Any) -> int:
        """How many messages it has."""
        return int(session.messages_counted)

    @admin.display(description="conversation")
    def conversation(self, session: SolveSession) -> SafeString:
        """The way to the one page that can show it."""
        path = reverse("admin:conversation", args=[session.pk])
        return format_html('<a href="{}">Break the glass to read it</a>', path)


@admin.register(CrisisEvent)
class CrisisEventAdmin(FoundByIds):
    """Sessions that showed a crisis: when, how grave, in which language; never what was said."""

    list_display = ("created_at", "risk", "language", "person", "solve_session")
    search_fields = ("session_id",)
    search_help_text = "The whole id of a session"
    ordering = ("-created_at",)
    list_select_related = ("user",)
    fields = readonly_fields = ("created_at", "risk", "language", "person", "solve_session")

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        """The safety role."""
        return request.user.has_perm("backoffice.view_crises")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    @admin.display(description="risk")
    def risk(self, event: CrisisEvent) -> str:
        """Acute or concern."""
        return str(event.payload.get("risk", ""))

    @admin.display(description="language")
    def language(self, event: CrisisEvent) -> str:
        """Of the words that showed it."""
        return str(event.payload.get("language", ""))

    @admin.display(description="person")
    def person(self, event: CrisisEvent) -> SafeString | str:
        """Whose session it is."""
        return person_link(event.user)

    @admin.display(description="solve session")
    def solve_session(self, event: CrisisEvent) -> SafeString | str:
        """The session."""
        if event.session_id is None:
            return "-"
        path = reverse("admin:solve_solvesession_change", args=[event.session_id])
        return format_html('<a href="{}">{}</a>', path, event.session_id)


@admin.register(ProcessedWebhookEvent)
class ProcessedWebhookEventAdmin(ReadOnlyAdmin):
    """Events of payment providers that were handled."""

    list_display = ("processed_at", "source", "event_type", "event_id", "result")
    list_filter = ("source", "result")
    search_fields = ("event_id__exact",)
    search_help_text = "The whole id of an event"
    ordering = ("-processed_at",)
    fields = readonly_fields = ("source", "event_id", "event_type", "processed_at", "result", "payload_hash")


@admin.register(PendingWebhookEvent)
class PendingWebhookEventAdmin(ReadOnlyAdmin):
    """Events that wait for their person or have failed; their bodies hold personal data and stay closed."""

    list_display = ("received_at", "source", "event_type", "event_id", "state", "error", "attempts", "replay")
    list_filter = ("state", "source")
    search_fields = ("event_id__exact",)
    search_help_text = "The whole id of an event"
    ordering = ("-received_at",)
    fields = readonly_fields = (
        "source", "event_id", "event_type", "state", "error", "attempts", "received_at", "tried_at", "replay",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The events without their bodies."""
        return super().get_queryset(request).defer("body")

    @admin.display(description="replay")
    def replay(self, event: PendingWebhookEvent) -> SafeString:
        """The way to try it again."""
        return format_html('<a href="{}">Replay</a>', reverse("admin:replay", args=[event.pk]))


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """What the staff did."""

    list_display = ("at", "actor_email", "action", "subject", "target", "reason", "request_id")
    list_filter = ("action",)
    search_fields = ("actor_email__istartswith", "request_id__exact")
    date_hierarchy = None
    ordering = ("-at", "-id")
    fields = readonly_fields = (
        "at", "actor_email", "actor_id", "action", "subject", "target", "reason", "request_id",
    )  # fmt: skip
    change_list_template = "backoffice/audit_list.html"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with the people of its page found in one query."""
        changelist = super().get_changelist_instance(request)
        known = subjects_of(changelist.result_list)
        for entry in changelist.result_list:
            entry.known_subject = known.get(entry.subject_hash)
        return changelist

    @admin.display(description="on whom")
    def subject(self, entry: Any) -> SafeString | str:
        """The person, while they have an account."""
        if not entry.subject_hash:
            return "-"
        if not hasattr(entry, "known_subject"):
            entry.known_subject = subjects_of([entry]).get(entry.subject_hash)
        return person_link(entry.known_subject) if entry.known_subject else "an erased person"
