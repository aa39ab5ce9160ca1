"""`manage.py report funnel|retention|usage`: what the daily figures say."""

from datetime import UTC, date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from analytics.management.commands.rollup_analytics import day_of
from analytics.rendering import as_csv, as_json, as_table
from analytics.reports import REPORTS
from analytics.services.rollup import rollup

# Days that a report covers unless it is told.
USUAL_DAYS = 30


class Command(BaseCommand):
    help = "Prints a report of the days from --from to --to, both included, in UTC (docs/analytics.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(REPORTS))
        parser.add_argument(
            "--from", type=day_of, dest="first", help=f"by default {USUAL_DAYS} days up to --to"
        )
        parser.add_argument("--to", type=day_of, dest="last", help="by default today")
        parser.add_argument("--format", dest="output", choices=("table", "csv", "json"), default="table")

    def handle(
        self,
        *_args: Any,
        name: str,
        first: date | None,
        last: date | None,
        output: str,
        **_options: Any,
    ) -> None:
        now = timezone.now()
        today = now.astimezone(UTC).date()
        last = last or today
        # The calendar begins with the year 1.
        first = first or last - min(timedelta(days=USUAL_DAYS - 1), last - date.min)
        if first > last:
            raise CommandError(f"--from ({first}) is after --to ({last}).")
        rollup(now)
        report = REPORTS[name](first, last, today)
        if output == "csv":
            self.stdout.write("".join(as_csv(report)), ending="")
        else:
            self.stdout.write(as_json(report) if output == "json" else as_table(report))
