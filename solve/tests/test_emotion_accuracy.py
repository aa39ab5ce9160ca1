from collections import Counter
from collections.abc import Sequence

import pytest

from solve.emotion import Emotion, LexiconDetector
from solve.emotion.bayes import NaiveBayes
from solve.emotion.examples import Example, held_out, labelled
from solve.evaluation import evaluate

LABELS = [emotion.value for emotion in Emotion]


def accuracy(examples: Sequence[Example]) -> float:
    detector = LexiconDetector()
    outcomes = (
        (example.emotion.value, detector.detect(example.text, example.locale).emotion.value)
        for example in examples
    )
    return evaluate(outcomes, LABELS).accuracy


def test_accuracy_on_held_out_lines() -> None:
    assert accuracy(held_out()) >= 0.88


@pytest.mark.parametrize("locale", ["en", "es", "zh"])
def test_accuracy_on_labelled_lines(locale: str) -> None:
    assert accuracy([example for example in labelled() if example.locale == locale]) >= 0.95


@pytest.mark.parametrize("examples", [labelled(), held_out()], ids=["labelled", "held out"])
def test_the_sets_are_balanced(examples: Sequence[Example]) -> None:
    counts = Counter((example.emotion, example.locale) for example in examples)

    assert len(counts) == len(Emotion) * 3
    assert min(counts.values()) >= 0.75 * max(counts.values())


def test_no_held_out_line_is_among_the_labelled() -> None:
    assert {example.text for example in labelled()}.isdisjoint(example.text for example in held_out())


def test_the_classifier_learns_from_examples() -> None:
    classifier = NaiveBayes(
        [
            (["the", "table", "is", "set", "for", "one"], Emotion.SAD),
            (["the", "train", "leaves", "at", "nine"], Emotion.NEUTRAL),
        ]
    )

    evidence = classifier.evidence(["a", "table", "for", "one"])

    assert max(evidence, key=lambda emotion: evidence[emotion]) is Emotion.SAD
    assert set(classifier.evidence(["unheard-of"]).values()) == {0.0}
