"""`manage.py send_due_reminders`: for a schedule of once a minute. `manage.py serve` needs none."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from solve.services.reminders import reminders_send_due


class Command(BaseCommand):
    help = (
        "Hands the mails of all due reminders to the background worker; it can be repeated at any time, "
        "also by several machines at once. A reminder that is more than 48 hours late is dropped."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"reminders: {reminders_send_due(timezone.now())}")
