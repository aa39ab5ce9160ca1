"""`manage.py sync_stripe`: copies everything that Stripe has into the mirror."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.errors import StripeFailedError
from billing.stripe_mirror.syncing import mirror_sync_all


class Command(BaseCommand):
    help = "Copies customers, subscriptions, invoices, payment methods, products and prices from Stripe."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            counts = mirror_sync_all()
        except StripeFailedError as error:
            raise CommandError("Stripe could not be asked; what was copied before that stays.") from error
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
