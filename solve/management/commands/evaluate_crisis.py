"""`manage.py evaluate_crisis`: the figures of docs/safety.md, measured anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solve.safety.crisis import LANGUAGES, Risk, assess
from solve.safety.crisis.labelled import SETS, Figures, Line, lines, measure

_LABELS = ("acute", "concern", "harmless")


class Command(BaseCommand):
    help = "Measure crisis detection on its labelled lines: recall, false alarms, confusion matrix."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--misses", action="store_true", help="also list the lines met wrongly")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  the signature is Django's
        for name in SETS:
            known = lines(name)
            self.stdout.write(f"\n{name}: {len(known)} lines")
            self._row("all", measure(known))
            for language in LANGUAGES:
                self._row(language, measure(line for line in known if line.language == language))
            self._matrix(measure(known))
            if options["misses"]:
                self._misses(known)

    def _row(self, name: str, figures: Figures) -> None:
        self.stdout.write(
            f"  {name:4} acute recall {figures.acute_recall:6.1%}   false alarms {figures.false_alarms:6.1%}"
            f"   concern blocked {figures.wrongly_blocked:6.1%}"
        )

    def _matrix(self, figures: Figures) -> None:
        self.stdout.write("  label      " + "".join(f"{risk:>9}" for risk in Risk))
        for label in _LABELS:
            cells = "".join(f"{figures.counts[label, risk]:9}" for risk in Risk)
            self.stdout.write(f"  {label:10} {cells}")

    def _misses(self, known: tuple[Line, ...]) -> None:
        wanted = {"acute": Risk.ACUTE, "concern": Risk.CONCERN, "harmless": Risk.NONE}
        for line in known:
            met = assess(line.messages).risk
            if met != wanted[line.label]:
                self.stdout.write(f"  {line.label} met as {met}: {' ⏎ '.join(line.messages)}")
