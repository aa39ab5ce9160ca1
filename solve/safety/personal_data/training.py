"""Makes the tagger's model from the labelled messages (`manage.py train_personal_data`)."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Final

import pycrfsuite

from solve.safety.crisis.labelled import lines as crisis_lines
from solve.safety.personal_data.features import features_of
from solve.safety.personal_data.labelled import Line, Message, lines
from solve.safety.personal_data.normalised import normalise
from solve.safety.personal_data.rules import near_numerals
from solve.safety.personal_data.tagger import OUTSIDE
from solve.safety.personal_data.tokens import tokens_of

# By cross-validation over authors, in which weaker ones found less and stronger ones took more for nothing.
_L1: Final = 0.1
_L2: Final = 1.0
_ROUNDS: Final = 120
# What only a few lines have says nothing about others; each line is read some two times.
_FEWEST: Final = 6
# Of the messages of crisis detection, in which hardly anything is personal, every so many teach what is not;
# all but sentences out of manuals.
_MANUALS: Final = frozenset({"prose-1", "prose-2"})
_EVERY: Final = {"en": 1, "es": 1, "zh": 6}

# Every so many lines are read with another one before them, too.
_PAIRED: Final = 2
_SEED: Final = 4


def examples() -> list[Line]:
    """The lines to learn from: the labelled ones, and ordinary messages with numbers in them."""
    seen: dict[str, int] = {}
    ordinary = []
    for line in crisis_lines("labelled"):
        text = "\n".join(line.messages)
        if line.batch in _MANUALS or not any(near_numerals(text)):
            continue
        seen[line.language] = seen.get(line.language, 0) + 1
        if seen[line.language] % _EVERY[line.language] == 0:
            ordinary.append(Line(line.batch, line.language, (Message(text, ()),)))
    return [*lines("labelled"), *ordinary]


def digest(known: Iterable[Line]) -> str:
    """A digest of lines, by which a model is known to be made from them."""
    return sha256("\n".join(map(repr, known)).encode()).hexdigest()


def train(known: Sequence[Line], path: Path) -> None:
    """Trains a model on the lines and writes it to a file."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": _L1, "c2": _L2, "max_iterations": _ROUNDS, "feature.minfreq": _FEWEST})
    for line in [*known, *_pairs(known)]:
        for features, labels in _sequences(line):
            trainer.append(features, labels)
    trainer.train(str(path))


def _pairs(known: Sequence[Line]) -> Iterator[Line]:
    """Lines one after the other, as messages of one person: what stands beside something must not matter."""
    for locale in sorted({line.locale for line in known}):
        single = [line for line in known if line.locale == locale and len(line.messages) == 1]
        shuffled = Random(_SEED).sample(single, len(single))  # noqa: S311
        for one, other in zip(single[::_PAIRED], shuffled, strict=False):
            yield Line(one.batch, locale, (*one.messages, *other.messages))


def _sequences(line: Line) -> Iterator[tuple[list[list[str]], list[str]]]:
    """The features and labels of what the tagger would read of a line: of the first message, and of all."""
    for count in range(1, len(line.messages) + 1):
        yield from _near_numerals(line.messages[:count], line.locale)


def _near_numerals(messages: tuple[Message, ...], locale: str) -> Iterator[tuple[list[list[str]], list[str]]]:
    text = "\n"
    secrets = []
    for message in messages:
        secrets += [
            (len(text) + secret.start, len(text) + secret.end, secret.kind) for secret in message.secrets
        ]
        text += message.text + "\n"
    view = normalise(text)
    for start, end in near_numerals(view.text):
        tokens = tokens_of(view.text[start:end])
        labels = []
        for token in tokens:
            first, last = view.original_span(start + token.start, start + token.end)
            touched = (str(kind) for begin, stop, kind in secrets if first < stop and begin < last)
            labels.append(next(touched, OUTSIDE))
        yield features_of(tokens, locale), labels
