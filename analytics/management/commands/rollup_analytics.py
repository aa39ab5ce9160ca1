"""`manage.py rollup_analytics`: brings the daily figures up to date."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from analytics.services.rollup import rollup


def day_of(text: str) -> date:
    """A day as YYYY-MM-DD, for an argument of a command."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2026-11-30") from None


class Command(BaseCommand):
    help = "Computes the daily figures from the events; repeating it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=day_of, help="look at every day from this one on (YYYY-MM-DD)")

    def handle(self, *_args: Any, since: date | None, **_options: Any) -> None:
        changed = rollup(timezone.now(), since=since)
        self.stdout.write(f"Figures changed: {changed}")
