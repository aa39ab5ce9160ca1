"""The page on which a webhook that has not taken effect is tried again."""

import uuid
from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from backoffice.actions.base import ReasonForm
from backoffice.audit import audit_record
from solacore.common.errors import DomainError
from webhooks.models import PendingWebhookEvent
from webhooks.services.replaying import event_replay


def replay(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """GET asks for the reason, POST tries the event again.

    Raises:
        PermissionDenied: the role may not.
    """
    actor = cast(User, request.user)
    if not actor.has_perms(["backoffice.replay_webhook", "webhooks.view_pendingwebhookevent"]):
        raise PermissionDenied
    event = get_object_or_404(PendingWebhookEvent, pk=event_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        target = f"{event.source} event {event.event_id}"
        try:
            audit_record(
                actor=actor,
                action="replay-webhook",
                reason=form.cleaned_data["reason"],
                target=target[:200],
                entry_id=form.cleaned_data["entry_id"],
            )
            # A failure is kept by the replay itself, so the entry of the trail has a transaction of its own.
            event_replay(event, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "The event was tried again.")
            return HttpResponseRedirect(reverse("admin:webhooks_pendingwebhookevent_changelist"))
    context = {**admin.site.each_context(request), "title": "Replay a webhook", "event": event, "form": form}
    return render(request, "backoffice/replay.html", context, status=422 if form.errors else 200)
