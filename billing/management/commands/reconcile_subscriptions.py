"""`manage.py reconcile_subscriptions [--fix]`: ours against Stripe's and RevenueCat's truth."""

import sys
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from billing.errors import RevenueCatFailedError, StripeFailedError
from billing.models import Entitlement, Source
from billing.reconciling.drift import Drift
from billing.reconciling.revenuecat_drift import revenuecat_drifts
from billing.reconciling.shown_drift import shown_drifts
from billing.reconciling.stripe_drift import stripe_drifts

DRIFTED: Final = 1
NOT_ASKED: Final = 2


class Command(BaseCommand):
    help = (
        "Prints where our subscriptions differ from what Stripe and RevenueCat say. Exits with 0 when they "
        "don't, or all is repaired, with 1 when they do, and with 2 when a source could not be asked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="repair what differs")
        parser.add_argument(
            "--known",
            action="store_true",
            help="ask RevenueCat only for people of whom it has told us something before",
        )

    def handle(self, *_args: Any, fix: bool, known: bool, **_options: Any) -> None:
        left = 0
        are_asked = True
        sources = (
            (Source.STRIPE, settings.STRIPE_SECRET_KEY, stripe_drifts(fix=fix)),
            (Source.REVENUECAT, settings.REVENUECAT_API_KEY, revenuecat_drifts(fix=fix, known_only=known)),
        )
        for source, key, drifts in sources:
            if not key and not Entitlement.objects.filter(source=source).exists():
                self.stdout.write(f"{source.label}: not in use here")
                continue
            try:
                left += self._print(drifts)
            except (StripeFailedError, RevenueCatFailedError):
                self.stderr.write(f"{source.label} could not be asked.")
                are_asked = False
        if are_asked:
            left += self._print(shown_drifts(fix=fix))
            self.stdout.write(f"Differences left: {left}")
        if not are_asked or left:
            sys.exit(DRIFTED if are_asked else NOT_ASKED)

    def _print(self, drifts: Iterator[Drift]) -> int:
        """Prints differences; answers how many of them are left."""
        left = 0
        for drift in drifts:
            self.stdout.write(str(drift))
            left += not drift.is_repaired
        return left
