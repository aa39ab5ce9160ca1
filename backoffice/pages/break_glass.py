"""The one page on which a conversation can be read: for a reason, for a while, and on record."""

import uuid
from contextlib import suppress
from typing import cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import User
from backoffice.actions.base import ReasonForm
from backoffice.audit import audit_record
from backoffice.errors import AlreadyDoneError
from backoffice.models import ACCESS_LIFETIME, ConversationAccess
from solve.models import SolveSession
from solve.selectors import messages_of


@never_cache
def conversation(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Asks for the reason, and shows the conversation to whoever has given one, for fifteen minutes.

    Raises:
        PermissionDenied: the role may not break the glass.
    """
    actor = cast(User, request.user)
    if not actor.has_perms(["backoffice.break_glass", "solve.view_solvesession"]):
        raise PermissionDenied
    session = get_object_or_404(SolveSession.objects.select_related("user"), pk=session_id)
    form = ReasonForm(request.POST if request.method == "POST" else None, person=session.user)
    if request.method == "POST" and form.is_valid():
        # A second click finds the glass broken.
        with suppress(AlreadyDoneError):
            glass_break(actor, session, form.cleaned_data["reason"], entry_id=form.cleaned_data["entry_id"])
        return HttpResponseRedirect(reverse("admin:conversation", args=[session.pk]))
    now = timezone.now()
    access = ConversationAccess.objects.filter(actor=actor, session=session, expires_at__gt=now).first()
    context = {
        **admin.site.each_context(request),
        "title": "Conversation",
        "session": session,
        "minutes": int(ACCESS_LIFETIME.total_seconds() // 60),
        "form": form,
        "access": access,
        "conversation": messages_of(session) if access else None,
    }
    return render(request, "backoffice/conversation.html", context)


@transaction.atomic
def glass_break(
    actor: User, session: SolveSession, reason: str, *, entry_id: uuid.UUID | None = None
) -> ConversationAccess:
    """Opens one conversation to one member of staff for a while, and notes it on the person's record.

    Raises:
        AlreadyDoneError: the same form was sent before.
    """
    audit_record(
        actor=actor,
        action="break-glass",
        reason=reason,
        subject_id=session.user_id,
        target=f"solve session {session.pk}",
        entry_id=entry_id,
    )
    return ConversationAccess.objects.create(
        actor=actor, session=session, expires_at=timezone.now() + ACCESS_LIFETIME
    )
