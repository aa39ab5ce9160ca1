"""What events that have not taken effect hold of a person."""

import uuid

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from billing.models import Customer, Entitlement
from solacore.common.personal_records import ExportSection, register_eraser, register_export
from webhooks.models import PendingWebhookEvent


def pending_events_of(user_id: uuid.UUID) -> QuerySet[PendingWebhookEvent]:
    """The events whose body names a person: by id, by address, or by what a provider calls them."""
    names = [str(user_id), *get_user_model().objects.filter(pk=user_id).values_list("email", flat=True)]
    for model in (Customer, Entitlement):
        names += model._default_manager.filter(user_id=user_id).values_list("external_id", flat=True)
    named = Q()
    for name in names:
        named |= Q(body__icontains=name)
    return PendingWebhookEvent.objects.filter(named).order_by("received_at", "id")


def erase_pending_events(user_id: uuid.UUID) -> None:
    """Deletes the events that name a person."""
    pending_events_of(user_id).delete()


register_eraser(erase_pending_events)
register_export(
    ExportSection("webhook_events", pending_events_of, withheld=frozenset({"waits_for", "error", "attempts"}))
)
