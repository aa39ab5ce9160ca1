"""A second opinion: how much a message resembles the labelled lines of people in danger.

Rules know the phrases that somebody thought of; new people find new words. A linear model over pieces of
sentences weighs all of them together. `manage.py train_crisis` makes its weights from the labelled lines;
docs/safety.md says how much it adds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Final

from solve.safety.crisis.lexicon import LANGUAGES

WEIGHTS: Final = Path(__file__).parent / "data" / "weights.tsv"

_TOKEN: Final = re.compile("[\u3400-\u9fff]|[^ \u3400-\u9fff]+")
# Pairs of tokens that stand up to this far apart are pieces, so that words between do not hide a phrase.
_REACH: Final = 4
# Runs of so many letters within a word stand for its other forms and for misspellings.
_RUNS: Final = (3, 5)
# Fewer tokens resemble everything that holds one of them.
_FEWEST_TOKENS: Final = 4
# In the file of weights, a whole number is this many of one unit of the score.
SCALE: Final = 20


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The scores that mean something.

    Attributes:
        acute: from here on a message resembles those of people in acute danger.
        concern: from here on it may.
    """

    acute: float
    concern: float


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model.

    Attributes:
        weights: of each piece that tells something, in 1/SCALE.
        bias: the score of a message without any.
        thresholds: by language.
        trained_on: a digest of the labelled lines.
    """

    weights: Mapping[str, int]
    bias: float
    thresholds: Mapping[str, Thresholds]
    trained_on: str


@cache
def model() -> Model:
    """The model that comes with the package."""
    head, *rows = (row.split("\t") for row in WEIGHTS.read_text("utf-8").splitlines())
    trained_on, bias = head
    thresholds = {row[0]: Thresholds(*map(float, row[1:])) for row in rows[: len(LANGUAGES)]}
    weights = {piece: int(row[0]) for row in rows[len(LANGUAGES) :] for piece in row[1:]}
    return Model(weights, float(bias), thresholds, trained_on)


def score(sentences: Sequence[str]) -> float:
    """How much a message resembles those of people in acute danger; see the thresholds of `model`.

    The sentence that resembles them most decides: what else somebody writes does not make them safer.

    Args:
        sentences: in normal form and without idioms.
    """
    known = model()
    long_enough = (sentence for sentence in sentences if len(_TOKEN.findall(sentence)) >= _FEWEST_TOKENS)
    return max((_score(known, sentence) for sentence in long_enough), default=known.bias)


def pieces(text: str) -> set[str]:
    """What the model weighs: tokens, runs of two and three, distant pairs, and letters within words."""
    tokens = ["^", *_TOKEN.findall(text), "$"]
    found = set(tokens)
    found.update(map(" ".join, pairwise(tokens)))
    found.update(map(" ".join, zip(tokens, tokens[1:], tokens[2:], strict=False)))
    for distance in range(2, _REACH + 1):
        found.update(map("~".join, zip(tokens, tokens[distance:], strict=False)))
    found.update(_runs(tokens))
    return found


def _runs(tokens: Iterable[str]) -> Iterator[str]:
    for token in tokens:
        if token.isascii() and len(token) >= _RUNS[0]:
            word = f"<{token}>"
            for length in _RUNS:
                for start in range(len(word) - length + 1):
                    yield f"#{word[start : start + length]}"


def _score(known: Model, text: str) -> float:
    found = pieces(text)
    return known.bias + sum(known.weights.get(piece, 0) for piece in found) / SCALE / sqrt(len(found))
