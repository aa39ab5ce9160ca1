"""Prints how well the emotion detector in force does on the labelled lines."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from solve.emotion import Emotion
from solve.emotion.examples import Example, held_out, labelled
from solve.emotion.selection import detector
from solve.evaluation import Evaluation, evaluate

LOCALES = ("en", "es", "zh")


class Command(BaseCommand):
    """`manage.py evaluate_emotion`: the confusion matrix on the held-out and on the tuned lines."""

    help = "Print accuracy and confusion matrix of the emotion detector on the labelled lines."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self._show("held out (nothing was tuned on these lines)", held_out())
        self._show("labelled (the detector was built on these lines)", labelled())

    def _show(self, title: str, examples: Sequence[Example]) -> None:
        whole = _evaluate(examples)
        self.stdout.write(f"{title}: {whole.total} lines, accuracy {whole.accuracy:.3f}")
        for locale in LOCALES:
            part = _evaluate([example for example in examples if example.locale == locale])
            self.stdout.write(f"  {locale}: {part.total} lines, accuracy {part.accuracy:.3f}")
        self.stdout.write(f"rows expected, columns predicted\n{whole.table()}\n")


def _evaluate(examples: Sequence[Example]) -> Evaluation:
    chosen = detector()
    outcomes = (
        (example.emotion.value, chosen.detect(example.text, example.locale).emotion.value)
        for example in examples
    )
    return evaluate(outcomes, [emotion.value for emotion in Emotion])
