"""Raw events that have had their time; their daily figures stay."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from analytics.models import AnalyticsEvent
from analytics.services.rollup import midnight, rollup, rollup_state_lock
from solacore.common.housekeeping import delete_in_batches, register_pruning


def events_forget(now: datetime) -> int:
    """Deletes events older than ANALYTICS_RETENTION_DAYS, once they are in the daily figures."""
    rollup(now)
    kept_from = now.astimezone(UTC).date() - timedelta(days=settings.ANALYTICS_RETENTION_DAYS)
    with transaction.atomic():
        state = rollup_state_lock()
        if state.kept_from is None or state.kept_from < kept_from:
            # First, so that no roll-up counts a day of which some events are gone.
            state.kept_from = kept_from
            state.save(update_fields=["kept_from"])
    return delete_in_batches(AnalyticsEvent.objects.filter(created_at__lt=midnight(kept_from)))


register_pruning("analytics events", events_forget)
