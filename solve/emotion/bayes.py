"""A naive Bayes classifier over word and character n-grams, for feelings that no phrase of a lexicon names.

"Now I set the table for one" has no word of sadness; examples that resemble it have. Training is counting, so
the labelled lines themselves are the model: nothing to download, nothing that can go stale.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from solve.emotion.base import Emotion
from solve.emotion.text import CLAUSE_ENDS

# Lidstone smoothing; 0.3 was the best of 0.1, 0.3 and 1 by cross-validation on the labelled lines.
_SMOOTHING = 0.3
# The beginning of a word stands for its inflections ("worri" for worried, worries, worrisome).
_STEM = 5
_LONGEST_GRAM = 3
# A question mark says something (indecision, worry); other punctuation does not.
_SKIPPED = CLAUSE_ENDS - {"?"}


class NaiveBayes:
    """A multinomial model of which n-grams each emotion is written with."""

    def __init__(self, examples: Iterable[tuple[Sequence[str], Emotion]]) -> None:
        """Args: examples: tokens of a text and its emotion."""
        counts: dict[Emotion, Counter[str]] = {emotion: Counter() for emotion in Emotion}
        for tokens, emotion in examples:
            counts[emotion].update(_grams(tokens))
        vocabulary = set().union(*counts.values())
        totals = {emotion: count.total() + _SMOOTHING * len(vocabulary) for emotion, count in counts.items()}
        self._log_likelihoods: Mapping[str, tuple[float, ...]] = {
            gram: tuple(log((counts[emotion][gram] + _SMOOTHING) / totals[emotion]) for emotion in Emotion)
            for gram in vocabulary
        }

    def evidence(self, tokens: Sequence[str]) -> dict[Emotion, float]:
        """How much a text looks like each emotion's examples: the least likely at 0, long texts damped."""
        known = [self._log_likelihoods[gram] for gram in _grams(tokens) if gram in self._log_likelihoods]
        if not known:
            return dict.fromkeys(Emotion, 0.0)
        sums = [sum(column) / sqrt(len(known)) for column in zip(*known, strict=True)]
        return {emotion: value - min(sums) for emotion, value in zip(Emotion, sums, strict=True)}


def _grams(tokens: Sequence[str]) -> set[str]:
    stems = [token[:_STEM] for token in tokens if token not in _SKIPPED]
    framed = ["^", *stems, "$"]
    grams = set(stems)
    for length in range(2, _LONGEST_GRAM + 1):
        grams.update(map(" ".join, zip(*(framed[offset:] for offset in range(length)), strict=False)))
    return grams
