"""`manage.py grant_tier EMAIL TIER --until DATE --reason TEXT`: gives a person a tier for a time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.people import person_with
from billing.models import Entitlement
from billing.plans import Tier
from billing.services.entitlements import subscription_of
from billing.services.grants import tier_grant

PAID: Final = [tier.value for tier in Tier if tier is not Tier.FREE]
# A year beyond which a date is a slip of the pen.
LAST_YEAR: Final = 2200


class Command(BaseCommand):
    help = (
        "Gives a person a tier until the end of a day (UTC). What they have otherwise stays; "
        "the highest tier counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of their account, in any case")
        parser.add_argument("tier", choices=PAID)
        parser.add_argument(
            "--until", required=True, metavar="YYYY-MM-DD", help="the last day that they have it"
        )
        parser.add_argument("--reason", required=True, help="for those who look later")

    def handle(self, *_args: Any, email: str, tier: str, until: str, reason: str, **_options: Any) -> None:
        now = timezone.now()
        ends, why = _end_of(until, now), _reason(reason)
        person = person_with(email)
        tier_grant(user_id=person.pk, tier=Tier(tier), until=ends, reason=why, granted_by=None, now=now)
        has = subscription_of(person.pk, now=now).tier
        self.stdout.write(
            f"{person.email} has {tier} until {ends:%Y-%m-%d %H:%M} UTC. Their tier is now {has}."
        )


def _end_of(text: str, now: datetime) -> datetime:
    """The midnight that ends a day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--until is no date: {text} (write it as 2027-01-31).") from None
    if day.year > LAST_YEAR:
        raise CommandError(f"--until is too far away: {text}.")
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    if ends <= now:
        raise CommandError(f"--until is over: {text}.")
    return ends


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    longest = Entitlement._meta.get_field("reason").max_length or 0
    if not reason or len(reason) > longest:
        raise CommandError(f"--reason must say something, in at most {longest} characters.")
    return reason
