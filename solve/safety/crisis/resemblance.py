"""A second opinion: how much a message resembles the labelled lines of people who need help.

Rules know the phrases that somebody thought of; new people find new words. Two linear models over pieces of
sentences weigh all of them together. One tells acute danger from everything else, the other what calls for
help or care from what is harmless. `manage.py train_crisis` makes their weights from the labelled lines;
docs/safety.md says how much they add.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
# The pieces of a shorter sentence count as if there were so many: it has little to go on.
FEWEST_PIECES: Final = 80
# In the file of weights, a whole number is this many of one unit of the score.
SCALE: Final = 20


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The scores that mean something.

    Attributes:
        acute: from this danger on a message resembles those of people in acute danger.
        certain: from this danger on it does so even where a guard took a rule's match back.
        doubt: below this danger a rule's acute match is doubtful.
        concern: from this care on a message resembles those that call for help.
        calm: below this care a message resembles harmless ones.
    """

    acute: float
    certain: float
    doubt: float
    concern: float
    calm: float


@dataclass(frozen=True, slots=True)
class Score:
    """What a message resembles.

    Attributes:
        danger: how much it resembles those of people in acute danger.
        care: how much it resembles those that call for help or care, the acute ones among them.
        is_complete: whether no sentence was too short to be judged.
    """

    danger: float
    care: float
    is_complete: bool

    def is_doubtful(self, at: Thresholds) -> bool:
        """Whether nothing in the message resembles acute danger."""
        return self.is_complete and self.danger < at.doubt

    def is_calm(self, at: Thresholds) -> bool:
        """Whether nothing in the message resembles those that call for help."""
        return self.is_complete and self.care < at.calm


@dataclass(frozen=True, slots=True)
class Model:
    """The two linear models.

    Attributes:
        weights: of each piece that tells something, for danger and for care, in 1/SCALE.
        biases: the scores of a message without any.
        thresholds: by language.
        trained_on: a digest of the labelled lines.
    """

    weights: Mapping[str, tuple[int, int]]
    biases: tuple[float, float]
    thresholds: Mapping[str, Thresholds]
    trained_on: str


@cache
def model() -> Model:
    """The model that comes with the package."""
    head, *rows = (row.split("\t") for row in WEIGHTS.read_text("utf-8").splitlines())
    trained_on, danger, care = head
    thresholds = {row[0]: Thresholds(*map(float, row[1:])) for row in rows[: len(LANGUAGES)]}
    weights: dict[str, tuple[int, int]] = {}
    for row in rows[len(LANGUAGES) :]:
        weights.update(dict.fromkeys(row[2:], (int(row[0]), int(row[1]))))
    return Model(weights, (float(danger), float(care)), thresholds, trained_on)


def score(sentences: Sequence[str]) -> Score:
    """What a message resembles; see the thresholds of `model`.

    The sentence that resembles them most decides: what else somebody writes does not make them safer.

    Args:
        sentences: in normal form and without idioms.
    """
    known = model()
    judged = long_enough(sentences)
    scores = [_scores(known, sentence) for sentence in judged] or [known.biases]
    danger, care = (max(of_one) for of_one in zip(*scores, strict=True))
    return Score(danger, care, is_complete=len(judged) == len(sentences))


def long_enough(sentences: Sequence[str]) -> list[str]:
    """The sentences that can be judged."""
    return [sentence for sentence in sentences if len(_TOKEN.findall(sentence)) >= _FEWEST_TOKENS]


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


def divisor(found: Collection[str], fewest: int) -> float:
    """What the weights of a sentence's pieces are divided by, so that long sentences don't score higher.

    Args:
        found: its pieces.
        fewest: a shorter sentence counts as if it had so many.
    """
    return sqrt(max(len(found), fewest))


def _runs(tokens: Iterable[str]) -> Iterator[str]:
    for token in tokens:
        if token.isascii() and len(token) >= _RUNS[0]:
            word = f"<{token}>"
            for length in _RUNS:
                for start in range(len(word) - length + 1):
                    yield f"#{word[start : start + length]}"


def _scores(known: Model, text: str) -> tuple[float, float]:
    found = pieces(text)
    unit = SCALE * divisor(found, FEWEST_PIECES)
    danger = care = 0
    for piece in found:
        weights = known.weights.get(piece)
        if weights is not None:
            danger += weights[0]
            care += weights[1]
    return known.biases[0] + danger / unit, known.biases[1] + care / unit
