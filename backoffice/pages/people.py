"""The list of the people, and the one page that tells everything about a person but their conversations."""

import uuid
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.models import User
from backoffice.actions import actions_for
from backoffice.pages.paging import ReadOnlyAdmin
from backoffice.people.finding import people_found
from backoffice.people.record import Record
from backoffice.people.tables import identity_of, tables_of
from backoffice.people.timeline import timeline_of


@admin.register(User)
class PersonAdmin(ReadOnlyAdmin):
    """People."""

    list_display = ("email", "tier", "is_active", "is_verified", "auth_provider", "locale", "created_at")
    list_filter = ("is_active", "is_staff", "auth_provider", "locale", "subscription__tier")
    list_select_related = ("subscription",)
    search_fields = ("email",)
    search_help_text = (
        "The beginning of an address; or the whole of a user id, a Stripe or RevenueCat id, or a fingerprint"
    )
    ordering = ("-created_at", "-id")

    def get_search_results(
        self, _request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As `people_found` has it."""
        return (queryset & people_found(search_term) if search_term.strip() else queryset), False

    @admin.display(description="tier")
    def tier(self, person: User) -> str:
        """What they have."""
        subscription = getattr(person, "subscription", None)
        return subscription.tier if subscription else "free"

    @admin.display(description="verified", boolean=True)
    def is_verified(self, person: User) -> bool:
        """Whether the address is known to be theirs."""
        return person.email_verified_at is not None

    @method_decorator(never_cache)
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a person.

        Raises:
            PermissionDenied: the role may not see people, or somebody tries to change one here.
        """
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        person = get_object_or_404(
            User.objects.prefetch_related("groups", "identities", "customers"), pk=_key(object_id)
        )
        record = Record(person, cast(User, request.user), timezone.now())
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": person.email,
            "person": person,
            "opts": self.opts,
            "identity": identity_of(person),
            "tables": tables_of(record),
            "timeline": timeline_of(record),
            "person_actions": actions_for(record.actor, person),
        }
        return render(request, "backoffice/person.html", context)


def _key(object_id: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(object_id)
    except ValueError:
        return None
