"""`manage.py evaluate_personal_data`: the figures of docs/safety.md on personal data, measured anew."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solve.safety.personal_data.labelled import SETS, Line, lines
from solve.safety.personal_data.measuring import Outcome, outcome_of

LOCALES = ("en", "es", "zh")


class Command(BaseCommand):
    help = "Measures on the labelled messages how much personal data stays, and what else is taken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--misses", action="store_true", help="also list the lines that went wrong")

    def handle(self, *_args: Any, misses: bool, **_options: Any) -> None:
        for name in SETS:
            known = lines(name)
            outcomes = [(line, outcome_of(line)) for line in known]
            self.stdout.write(f"\n{name}: {len(known)} lines")
            for locale in LOCALES:
                self._row(locale, [pair for pair in outcomes if pair[0].locale == locale])
            if misses:
                self._misses(outcomes)

    def _row(self, locale: str, outcomes: Sequence[tuple[Line, Outcome]]) -> None:
        personal = [outcome for line, outcome in outcomes if line.secrets]
        harmless = [outcome for line, outcome in outcomes if not line.secrets]
        self.stdout.write(
            f"{locale}: personal data stays in {sum(bool(one.kept) for one in personal)} of {len(personal)}"
            f" lines; {sum(one.is_changed for one in harmless)} of {len(harmless)} harmless ones are changed"
        )

    def _misses(self, outcomes: Sequence[tuple[Line, Outcome]]) -> None:
        for line, outcome in outcomes:
            if outcome.kept or (outcome.is_changed and not line.secrets):
                self.stdout.write(f"{line.locale} {' ⏎ '.join(line.texts)} => {' ⏎ '.join(outcome.redacted)}")
