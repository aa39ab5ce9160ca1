"""`manage.py evaluate_crisis`: the figures of docs/safety.md, measured anew."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solve.safety.crisis import LANGUAGES, Risk
from solve.safety.crisis.labelled import SETS, Line, false_alarms, lines, measure, met, wrongly_blocked


class Command(BaseCommand):
    help = "Measures crisis detection on its labelled lines: recall, false alarms, confusion matrix."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--misses", action="store_true", help="also list the lines met wrongly")

    def handle(self, *_args: Any, misses: bool, **_options: Any) -> None:
        for name in SETS:
            assessed = met(lines(name))
            self.stdout.write(f"\n{name}: {len(assessed)} lines")
            self._row("all", assessed)
            for language in LANGUAGES:
                self._row(language, [(line, risk) for line, risk in assessed if line.language == language])
            self.stdout.write(measure(assessed).table())
            if misses:
                self._misses(assessed)

    def _row(self, name: str, assessed: Iterable[tuple[Line, Risk]]) -> None:
        figures = measure(assessed)
        self.stdout.write(
            f"{name:4} acute recall {figures.recall(Risk.ACUTE):6.1%}"
            f"   false alarms {false_alarms(figures):6.1%}"
            f"   concern blocked {wrongly_blocked(figures):6.1%}"
        )

    def _misses(self, assessed: Iterable[tuple[Line, Risk]]) -> None:
        for line, risk in assessed:
            if risk != line.risk:
                self.stdout.write(f"{line.risk} met as {risk}: {' ⏎ '.join(line.messages)}")
