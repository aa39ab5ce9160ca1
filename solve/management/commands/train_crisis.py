"""`manage.py train_crisis`: the weights of crisis detection's second opinion, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from solve.safety.crisis.encoder import HEAD, write
from solve.safety.crisis.resemblance import WEIGHTS
from solve.safety.crisis.training import digest, examples, train, written


class Command(BaseCommand):
    help = "Trains the second opinion of crisis detection on the labelled lines (needs scikit-learn)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        known = examples()
        trained = train(known)
        WEIGHTS.write_text(written(trained, digest(known)), "utf-8")
        with HEAD.open("wb") as file:
            write(trained.head, file)
        self.stdout.write(f"{len(known)} lines, {len(trained.weights)} weights")
        for language, recall in trained.recall.items():
            self.stdout.write(
                f"{language}: by itself it finds {recall:.1%} of the acute lines of new authors"
            )
