"""Makes the weights of the second opinion from the labelled lines (`manage.py train_crisis`).

Logistic regression over the pieces of sentences that `resemblance` names, each weighed by how rare it is.
The thresholds come from cross-validation in which the lines of one author are never judged by a model that
has read others of the same author. scikit-learn is needed for training only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log, sqrt
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from solve.emotion.examples import labelled as emotional
from solve.safety.crisis.labelled import lines
from solve.safety.crisis.lexicon import LANGUAGES
from solve.safety.crisis.reading import plain_sentences
from solve.safety.crisis.resemblance import SCALE, Thresholds, pieces
from solve.safety.crisis.risk import Risk
from solve.safety.normalize import normalize

# Of harmless lines, at most this share may score as acute, and as concern, by cross-validation.
_ACUTE_ALARMS: Final = 0.002
_CONCERN_ALARMS: Final = 0.025
# A piece that fewer lines have says nothing about others.
_FEWEST_LINES: Final = 2
# The inverse of the strength of regularisation; 10 and 100 did no better by cross-validation.
_C: Final = 30.0
_FOLDS: Final = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A line to learn from.

    Attributes:
        risk: its label.
        language: `en`, `es` or `zh`.
        author: the batch that it comes from.
        sentences: as `resemblance` reads them.
    """

    risk: Risk
    language: str
    author: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training made.

    Attributes:
        weights: of each piece, in 1/SCALE.
        bias: the score without any piece.
        thresholds: by language.
        recall: the share of acute lines over the acute threshold by cross-validation, by language.
    """

    weights: Mapping[str, int]
    bias: float
    thresholds: Mapping[str, Thresholds]
    recall: Mapping[str, float]


def examples() -> list[Example]:
    """Every labelled line of one message, and the lines for emotion detection, which are not acute."""
    known = [
        Example(line.risk, line.language, line.batch, _sentences(line.messages[0]))
        for line in lines("labelled")
        if len(line.messages) == 1
    ]
    known += [
        Example(Risk.NONE, example.locale, f"emotion {index % _FOLDS}", _sentences(example.text))
        for index, example in enumerate(emotional())
    ]
    return known


def digest(known: Iterable[Example]) -> str:
    """Tells whether the labelled lines are those that a model was trained on."""
    return sha256(repr([(example.risk.value, example.sentences) for example in known]).encode()).hexdigest()


def train(known: Sequence[Example]) -> Trained:
    """Trains on all lines, and chooses thresholds by cross-validation."""
    rarity = _rarity(known)
    vectorizer = DictVectorizer(dtype=np.float32)
    features = vectorizer.fit_transform([_features(" . ".join(line.sentences), rarity) for line in known])
    acute = np.array([example.risk is Risk.ACUTE for example in known])
    scores = np.zeros(len(known))
    for _, judged in GroupKFold(_FOLDS).split(known, groups=[example.author for example in known]):
        learnt = np.ones(len(known), dtype=bool)
        learnt[judged] = False
        fitted = _fitted(features[learnt], acute[learnt])
        for index in judged:
            read = [_features(text, rarity) for text in known[index].sentences] or [{}]
            scores[index] = fitted.decision_function(vectorizer.transform(read)).max()
    thresholds = {language: _thresholds(known, scores, language) for language in LANGUAGES}
    fitted = _fitted(features, acute)
    named = zip(vectorizer.get_feature_names_out(), fitted.coef_[0], strict=True)
    weights = {piece: round(weight * rarity[piece] * SCALE) for piece, weight in named}
    return Trained(
        weights={piece: weight for piece, weight in weights.items() if weight},
        bias=float(fitted.intercept_[0]),
        thresholds=thresholds,
        recall={
            language: float((_of(known, scores, language, Risk.ACUTE) >= found.acute).mean())
            for language, found in thresholds.items()
        },
    )


def _thresholds(known: Sequence[Example], scores: Any, language: str) -> Thresholds:
    harmless = _of(known, scores, language, Risk.NONE)
    return Thresholds(
        acute=float(np.quantile(harmless, 1 - _ACUTE_ALARMS)),
        concern=float(np.quantile(harmless, 1 - _CONCERN_ALARMS)),
    )


def _of(known: Sequence[Example], scores: Any, language: str, risk: Risk) -> Any:
    """The scores of the lines in a language with a label."""
    return scores[[example.language == language and example.risk is risk for example in known]]


def written(trained: Trained, trained_on: str) -> str:
    """The file of weights: digest, bias and thresholds; then each weight with the pieces that have it."""
    rows = [f"{trained_on}\t{trained.bias:.3f}"]
    rows += [f"{language}\t{at.acute:.3f}\t{at.concern:.3f}" for language, at in trained.thresholds.items()]
    for weight in sorted(set(trained.weights.values())):
        alike = sorted(piece for piece, other in trained.weights.items() if other == weight)
        rows.append("\t".join((str(weight), *alike)))
    return "\n".join(rows) + "\n"


def _sentences(message: str) -> tuple[str, ...]:
    return tuple(plain_sentences(normalize(message)))


def _rarity(known: Iterable[Example]) -> dict[str, float]:
    """The logarithm of how many times more lines there are than lines with a piece."""
    counts = Counter(piece for example in known for piece in pieces(" . ".join(example.sentences)))
    total = sum(1 for _ in known)
    return {piece: log(total / count) for piece, count in counts.items() if count >= _FEWEST_LINES}


def _features(text: str, rarity: Mapping[str, float]) -> dict[str, float]:
    found = pieces(text)
    return {piece: rarity[piece] / sqrt(len(found)) for piece in found if piece in rarity}


def _fitted(features: Any, acute: Any) -> LogisticRegression:
    # The solver wants narrow indices.
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    return LogisticRegression(C=_C, solver="liblinear", max_iter=300).fit(features, acute)
