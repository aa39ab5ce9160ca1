"""What webhooks leave behind and `manage.py prune` clears away."""

from datetime import datetime, timedelta

from solacore.common.housekeeping import delete_in_batches, register_pruning
from webhooks.models import PendingWebhookEvent, ProcessedWebhookEvent

# Stripe itself shows an event for 30 days (https://docs.stripe.com/api/events); what has found nobody by then
# never will.
KEEP_PENDING = timedelta(days=30)
# Far longer than any sender repeats an event, and as long as an account's tombstone.
KEEP_PROCESSED = timedelta(days=400)


def pending_events_prune(now: datetime) -> int:
    """Deletes events that have waited or failed for too long, with the personal data in them."""
    return delete_in_batches(PendingWebhookEvent.objects.filter(received_at__lt=now - KEEP_PENDING))


def processed_events_prune(now: datetime) -> int:
    """Deletes the records of events that nobody will send again."""
    return delete_in_batches(ProcessedWebhookEvent.objects.filter(processed_at__lt=now - KEEP_PROCESSED))


register_pruning("webhook events without effect", pending_events_prune)
register_pruning("records of webhook events", processed_events_prune)
