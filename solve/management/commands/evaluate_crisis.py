"""`manage.py evaluate_crisis`: the figures of docs/safety.md, measured anew."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solve.safety.crisis import LANGUAGES, Risk, assess
from solve.safety.crisis.labelled import SETS, Line, false_alarms, lines, measure, wrongly_blocked


class Command(BaseCommand):
    help = "Measures crisis detection on its labelled lines: recall, false alarms, confusion matrix."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--misses", action="store_true", help="also list the lines met wrongly")

    def handle(self, *_args: Any, misses: bool, **_options: Any) -> None:
        for name in SETS:
            known = lines(name)
            self.stdout.write(f"\n{name}: {len(known)} lines")
            self._row("all", known)
            for language in LANGUAGES:
                self._row(language, [line for line in known if line.language == language])
            self.stdout.write(measure(known).table())
            if misses:
                self._misses(known)

    def _row(self, name: str, known: Iterable[Line]) -> None:
        figures = measure(known)
        self.stdout.write(
            f"{name:4} acute recall {figures.recall(Risk.ACUTE):6.1%}"
            f"   false alarms {false_alarms(figures):6.1%}"
            f"   concern blocked {wrongly_blocked(figures):6.1%}"
        )

    def _misses(self, known: Iterable[Line]) -> None:
        for line in known:
            met = assess(line.messages).risk
            if met != line.risk:
                self.stdout.write(f"{line.risk} met as {met}: {' ⏎ '.join(line.messages)}")
