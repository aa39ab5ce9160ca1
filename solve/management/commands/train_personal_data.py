"""`manage.py train_personal_data`: the model that finds the personal data no rule knows, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from solve.safety.personal_data.tagger import MODEL, TRAINED_ON
from solve.safety.personal_data.training import digest, examples, train


class Command(BaseCommand):
    help = "Trains the model for personal data on the labelled messages."

    def handle(self, *_args: Any, **_options: Any) -> None:
        known = examples()
        train(known, MODEL)
        TRAINED_ON.write_text(digest(known) + "\n", "utf-8")
        self.stdout.write(f"{len(known)} lines, {MODEL.stat().st_size // 1024} KB")
