"""`manage.py replay_webhook EVENT_ID|--failed|--waiting`: tries events again that have not taken effect."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from solacore.common.errors import DomainError
from webhooks.models import PendingState, PendingWebhookEvent, ProcessedWebhookEvent
from webhooks.services.receiving import Reception
from webhooks.services.replaying import event_replay


class Command(BaseCommand):
    help = (
        "Tries events again that have not taken effect, in the order in which they came. "
        "Exits with 0 when all of them have now, and with 1 when one has not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event_id", nargs="?")
        parser.add_argument("--failed", action="store_true", help="all that have failed")
        parser.add_argument("--waiting", action="store_true", help="all that wait for their person")

    def handle(self, *_args: Any, event_id: str | None, failed: bool, waiting: bool, **_options: Any) -> None:
        if [bool(event_id), failed, waiting].count(True) != 1:
            raise CommandError("Name either one event, --failed or --waiting.")
        if event_id:
            pending = self._named(event_id)
        else:
            state = PendingState.FAILED if failed else PendingState.WAITING
            pending = PendingWebhookEvent.objects.filter(state=state)
        results = [self._replay(one) for one in pending.order_by("received_at", "pk")]
        if not event_id:
            self.stdout.write(f"Took effect: {results.count(True)} of {len(results)}")
        if not all(results):
            raise CommandError("Not all of them have taken effect.")

    def _named(self, event_id: str) -> QuerySet[PendingWebhookEvent]:
        pending = PendingWebhookEvent.objects.filter(event_id=event_id)
        if not pending.exists():
            if not ProcessedWebhookEvent.objects.filter(event_id=event_id).exists():
                raise CommandError(f"No event {event_id} is known here.")
            self.stdout.write(f"{event_id}: has taken effect already")
        return pending

    def _replay(self, pending: PendingWebhookEvent) -> bool:
        try:
            has_effect = event_replay(pending, now=timezone.now()) is not Reception.WAITING
            result = "has taken effect" if has_effect else "waits for a person whom nobody here is"
        except DomainError:
            pending.refresh_from_db()
            has_effect, result = False, f"has failed again: {pending.error or 'it is no valid event'}"
        self.stdout.write(f"{pending.source} {pending.event_id} ({pending.event_type}): {result}")
        return has_effect
