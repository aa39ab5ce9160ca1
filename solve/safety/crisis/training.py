"""Makes what the second opinion knows from the labelled lines (`manage.py train_crisis`).

Two logistic regressions over the pieces of sentences that `resemblance` names, each weighed by how
rare it is, and a network above the encoder (`training_head`). The thresholds come from cross-validation in
which the lines of one author are never judged by a model that has read others of the same author.
scikit-learn is needed for training only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from math import log
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from solve.emotion.examples import labelled as emotional
from solve.safety.crisis.detect import ACUTE, CONCERN
from solve.safety.crisis.encoder import Head, Matrix, blended, embedded
from solve.safety.crisis.labelled import lines
from solve.safety.crisis.lexicon import LANGUAGES
from solve.safety.crisis.opinion import plain_sentences
from solve.safety.crisis.reading import by_rules
from solve.safety.crisis.resemblance import FEWEST_PIECES, SCALE, Thresholds, divisor, long_enough, pieces
from solve.safety.crisis.risk import Risk
from solve.safety.crisis.training_head import blend, log_odds_of_strangers, network
from solve.safety.normalize import normalize

# By cross-validation, at most this share of a language's harmless lines may score as acute, and as concern.
# Every third of them was written to look like a line of danger, so of what people write it is far less.
_ACUTE_ALARMS: Final = 0.05
_CONCERN_ALARMS: Final = 0.05
# Of the lines of less than acute danger in which a rule finds concern, this share may score as acute.
_GUARDED_ALARMS: Final = 0.05
# And of the lines in which a rule rightly finds something, this share may be doubted, and taken for calm.
_DOUBTED: Final = 0.02
_CALMED: Final = 0.05
# A piece that fewer lines have says nothing about others.
_FEWEST_LINES: Final = 2
# The inverse of the strength of regularisation; 10 and 100 did no better by cross-validation.
_C: Final = 30.0
_FOLDS: Final = 6
# Weights of both models up to this, in 1/SCALE, are left out: they move no score by what matters.
_NEGLIGIBLE: Final = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A line to learn from.

    Attributes:
        risk: its label.
        language: `en`, `es` or `zh`.
        author: the batch that it comes from.
        message: as written.
        normal: in normal form.
        sentences: as `resemblance` reads them.
    """

    risk: Risk
    language: str
    author: str
    message: str
    normal: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training made.

    Attributes:
        weights: of each piece, for danger and care, in 1/SCALE.
        biases: the scores without any piece.
        thresholds: by language, of the linear models alone.
        head: what stands above the encoder.
        recall: the share of acute lines over the acute threshold by cross-validation, by language.
    """

    weights: Mapping[str, tuple[int, int]]
    biases: tuple[float, float]
    thresholds: Mapping[str, Thresholds]
    head: Head
    recall: Mapping[str, float]


def examples() -> list[Example]:
    """Every labelled line of one message, and the lines for emotion detection, which are not acute."""
    known = [
        _example(line.risk, line.language, line.batch, line.messages[0])
        for line in lines("labelled")
        if len(line.messages) == 1
    ]
    known += [
        _example(Risk.NONE, example.locale, f"emotion {index % _FOLDS}", example.text)
        for index, example in enumerate(emotional())
    ]
    return known


def digest(known: Iterable[Example]) -> str:
    """Tells whether the labelled lines are those that a model was trained on."""
    read = [(example.risk.value, example.message, example.sentences) for example in known]
    return sha256(repr(read).encode()).hexdigest()


def train(known: Sequence[Example]) -> Trained:
    """Trains on all lines, and chooses thresholds by cross-validation."""
    rarity = _rarity(known)
    vectorizer = DictVectorizer(dtype=np.float32)
    features = vectorizer.fit_transform([_features(" . ".join(line.sentences), rarity) for line in known])
    judged = [long_enough(line.sentences) or [""] for line in known]
    read = vectorizer.transform(
        [_features(text, rarity, FEWEST_PIECES) for texts in judged for text in texts]
    )
    first_read = np.cumsum([0, *(len(texts) for texts in judged[:-1])])
    risks = np.array([list(Risk).index(example.risk) for example in known])
    labels = [risks == list(Risk).index(Risk.ACUTE), risks != list(Risk).index(Risk.NONE)]
    folds = list(GroupKFold(_FOLDS).split(known, groups=[example.author for example in known]))
    scores = [_scores_of_strangers(folds, features, read, first_read, label) for label in labels]
    linear = np.stack(scores, axis=1)
    above, both = _trained_head(known, linear, risks, folds)
    fitted = [_fitted(features, label) for label in labels]
    named = zip(vectorizer.get_feature_names_out(), fitted[0].coef_[0], fitted[1].coef_[0], strict=True)
    weights = {
        piece: tuple(round(weight * rarity[piece] * SCALE) for weight in both) for piece, *both in named
    }
    return Trained(
        weights={
            piece: (one, two)
            for piece, (one, two) in weights.items()
            if max(abs(one), abs(two)) > _NEGLIGIBLE
        },
        biases=(float(fitted[0].intercept_[0]), float(fitted[1].intercept_[0])),
        thresholds={language: _thresholds(known, linear, language) for language in LANGUAGES},
        head=above,
        recall={
            language: float((both[_are(known, language, {Risk.ACUTE}), 0] >= at.acute).mean())
            for language, at in above.thresholds.items()
        },
    )


def _trained_head(known: Sequence[Example], linear: Matrix, risks: Any, folds: Any) -> tuple[Head, Matrix]:
    """The head, and each line's danger and care by both opinions when no line of its author was read."""
    encoded = embedded([(example.message, example.normal) for example in known])
    odds = log_odds_of_strangers(encoded, risks, folds)
    weights = blend(linear, odds, risks)
    both = blended(weights, linear, odds)
    thresholds = {language: _thresholds(known, both, language) for language in LANGUAGES}
    return Head(network(encoded, risks), weights, thresholds, digest(known)), both


def _scores_of_strangers(folds: Any, features: Any, read: Any, first_read: Any, label: Any) -> Any:
    """Each line's score by a model that has read no line of its author; its highest sentence decides."""
    scores = np.zeros(len(label), np.float32)
    for learnt, judged in folds:
        decided = _fitted(features[learnt], label[learnt]).decision_function(read)
        scores[judged] = np.maximum.reduceat(decided, first_read)[judged]
    return scores


def _thresholds(known: Sequence[Example], scores: Matrix, language: str) -> Thresholds:
    danger, care = scores.T
    harmless = _are(known, language, {Risk.NONE})
    in_danger = _are(known, language, {Risk.ACUTE}, by_rule={ACUTE})
    in_need = _are(known, language, {Risk.ACUTE, Risk.CONCERN}, by_rule={ACUTE, CONCERN})
    guarded = _are(known, language, {Risk.NONE, Risk.CONCERN}, by_rule={CONCERN})
    return Thresholds(
        acute=_quantile(danger[harmless], 1 - _ACUTE_ALARMS),
        certain=_quantile(danger[guarded], 1 - _GUARDED_ALARMS),
        doubt=_quantile(danger[in_danger], _DOUBTED),
        concern=_quantile(care[harmless], 1 - _CONCERN_ALARMS),
        calm=_quantile(care[in_need], _CALMED),
    )


def _quantile(scores: Any, share: float) -> float:
    return float(np.quantile(scores, share))


def _are(
    known: Iterable[Example], language: str, risks: AbstractSet[Risk], by_rule: AbstractSet[str] | None = None
) -> list[bool]:
    """Which lines are in a language, with one of the labels, and with one of the weights that rules give."""
    return [
        line.language == language
        and line.risk in risks
        and (by_rule is None or not by_rule.isdisjoint(_found_by_rules(line.sentences)))
        for line in known
    ]


@cache
def _found_by_rules(sentences: tuple[str, ...]) -> frozenset[str]:
    return frozenset(finding.weight for _, finding in by_rules(" . ".join(sentences)))


def written(trained: Trained, trained_on: str) -> str:
    """The file of weights: digest, biases and thresholds; then each pair of weights with its pieces."""
    danger, care = trained.biases
    rows = [f"{trained_on}\t{danger:.3f}\t{care:.3f}"]
    rows += [
        "\t".join((language, *(f"{score:.3f}" for score in astuple(at))))
        for language, at in trained.thresholds.items()
    ]
    alike: dict[tuple[int, int], list[str]] = {}
    for piece, weights in trained.weights.items():
        alike.setdefault(weights, []).append(piece)
    rows += ["\t".join((*map(str, weights), *sorted(alike[weights]))) for weights in sorted(alike)]
    return "\n".join(rows) + "\n"


def _example(risk: Risk, language: str, author: str, message: str) -> Example:
    normal = normalize(message)
    return Example(risk, language, author, message, normal, tuple(plain_sentences(normal)))


def _rarity(known: Iterable[Example]) -> dict[str, float]:
    """The logarithm of how many times more lines there are than lines with a piece."""
    counts = Counter(piece for example in known for piece in pieces(" . ".join(example.sentences)))
    total = sum(1 for _ in known)
    return {piece: log(total / count) for piece, count in counts.items() if count >= _FEWEST_LINES}


def _features(text: str, rarity: Mapping[str, float], fewest: int = 0) -> dict[str, float]:
    """The pieces of a text with their rarity.

    Texts with fewer pieces than `fewest` are damped: where they are read, not where they teach.
    """
    found = pieces(text)
    by = divisor(found, fewest)
    return {piece: rarity[piece] / by for piece in found if piece in rarity}


def _fitted(features: Any, acute: Any) -> LogisticRegression:
    # The solver wants narrow indices.
    features.indices, features.indptr = features.indices.astype(np.int32), features.indptr.astype(np.int32)
    return LogisticRegression(C=_C, solver="liblinear", max_iter=300).fit(features, acute)
