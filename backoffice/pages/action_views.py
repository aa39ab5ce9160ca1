"""The page of an action: what it does, what it needs to know, and why it is done."""

import uuid
from typing import cast

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services.locking import person_lock
from backoffice.actions import ACTIONS, may
from backoffice.actions.base import Action, Deed, ReasonForm
from backoffice.audit import audit_record, is_recorded
from backoffice.errors import AlreadyDoneError, OvertakenError
from solacore.common.errors import DomainError


def act(request: HttpRequest, user_id: uuid.UUID, slug: str) -> HttpResponse:
    """GET asks, POST does. Whoever may not do it doesn't learn whether the person exists."""
    action = ACTIONS.get(slug)
    actor = cast(User, request.user)
    if action is None or not actor.has_perms(["accounts.view_user", f"backoffice.{action.permission}"]):
        raise Http404
    if request.method == "POST" and is_recorded(request.POST.get("entry_id")):
        messages.info(request, AlreadyDoneError.detail)
        return HttpResponseRedirect(_next_page(action, user_id))
    person = get_object_or_404(User, pk=user_id)
    if not may(actor, action, person):
        raise Http404
    form = action.form(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _do(action, form, actor, person))
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            return HttpResponseRedirect(_next_page(action, user_id))
    context = {
        **admin.site.each_context(request),
        "title": action.label,
        "action": action,
        "person": person,
        "form": form,
    }
    return render(request, "backoffice/action.html", context, status=422 if form.errors else 200)


def _do(action: Action, form: ReasonForm, actor: User, person: User) -> str:
    deed = Deed(actor, person, form.cleaned_data, timezone.now())
    if action.is_durable:
        _note(action, deed)
        try:
            return action.run(deed)
        except Exception:
            # The entry says what was begun; this one says how it went.
            audit_record(
                actor=actor, action=f"{action.slug}-failed", reason=deed.data["reason"], subject_id=person.pk
            )
            raise
    with transaction.atomic():
        # Two of the staff at once come one after the other, and the second sees what the first did.
        locked = person_lock(person.pk)
        _note(action, deed)
        if not may(actor, action, locked) or not action.form(form.data, person=locked).is_valid():
            raise OvertakenError
        return action.run(deed)


def _note(action: Action, deed: Deed) -> None:
    audit_record(
        actor=deed.actor,
        action=action.slug,
        reason=deed.data["reason"],
        subject_id=deed.person.pk,
        target=action.target(deed.data),
        entry_id=deed.data["entry_id"],
    )


def _next_page(action: Action, user_id: uuid.UUID) -> str:
    if action.is_final:
        return reverse("admin:accounts_user_changelist")
    return reverse("admin:accounts_user_change", args=[user_id])
