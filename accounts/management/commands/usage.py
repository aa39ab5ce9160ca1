"""`manage.py usage EMAIL`: what a person has, and what they have used of it."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.management.people import person_with
from billing.models import Entitlement
from billing.selectors import usage_of
from billing.services.entitlements import subscription_of


class Command(BaseCommand):
    help = (
        "Prints a person's tier, how many sessions they have used in the period, and where the tier is from."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        now = timezone.now()
        person = person_with(email)
        subscription = subscription_of(person.pk, now=now)
        usage = usage_of(person.pk, now=now)
        limit, begun, ends = usage.allowance.limit, usage.allowance.period_start, usage.allowance.period_end
        self.stdout.write(f"{person.email}: {subscription.tier}, {subscription.status}")
        self.stdout.write(f"sessions: {usage.used} of {'any number' if limit is None else limit}")
        self.stdout.write(f"period: {_day(begun)} to {_day(ends)}")
        for one in Entitlement.objects.filter(user_id=person.pk).order_by("created_at", "pk"):
            state = "live" if one.is_live(now) else "not live"
            self.stdout.write(
                f"{one.source} {one.external_id}: {one.tier}, {one.status}, {state}, to {_day(one.lapses_at)}"
                + (f" ({one.reason})" if one.reason else "")
            )


def _day(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "open"
