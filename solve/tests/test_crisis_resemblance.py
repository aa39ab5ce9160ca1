"""The second opinion: trained on the lines that are here, and held back by the guards of the rules."""

import random
from dataclasses import replace

import pytest

from solve.safety.crisis import Risk, assess, reading, resemblance
from solve.safety.crisis.detect import ACUTE, CONCERN, Finding
from solve.safety.crisis.reading import UNNAMED
from solve.safety.crisis.resemblance import Score
from solve.safety.crisis.training import Example, digest, examples, train, written

pytestmark = pytest.mark.pure

ALARMED = Score(danger=99.0, care=99.0, is_complete=True)
CALM = Score(danger=-99.0, care=-99.0, is_complete=True)


def test_the_weights_are_those_of_the_labelled_lines() -> None:
    assert resemblance.model().trained_on == digest(examples()), "run `manage.py train_crisis`"


def test_it_is_heard_where_rules_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "by_rules", lambda _: [])
    assert reading.read("I have decided to leave this life for good tonight, forgive me").of_weight(ACUTE)
    assert not reading.read("We talked about the budget and went home").found


@pytest.mark.parametrize(("weight", "risk"), [(CONCERN, Risk.CONCERN), (ACUTE, Risk.ACUTE)])
def test_a_guarded_match_is_never_blocked_for_its_resemblance(
    monkeypatch: pytest.MonkeyPatch, weight: str, risk: Risk
) -> None:
    monkeypatch.setattr(reading, "by_rules", lambda _: [("en", Finding(weight, weight, "suicide", 0))])
    monkeypatch.setattr(resemblance, "score", lambda _: ALARMED)
    assert assess([f"whatever stands here {weight}"]).risk is risk


@pytest.mark.parametrize(
    ("weight", "score", "risk"),
    [
        (ACUTE, replace(CALM, care=99.0), Risk.CONCERN),
        (ACUTE, replace(CALM, danger=99.0), Risk.CONCERN),
        (ACUTE, CALM, Risk.NONE),
        (ACUTE, replace(CALM, is_complete=False), Risk.ACUTE),
        (CONCERN, CALM, Risk.NONE),
        (CONCERN, replace(CALM, care=99.0), Risk.CONCERN),
        (CONCERN, replace(CALM, is_complete=False), Risk.CONCERN),
    ],
)
def test_it_takes_a_rule_back_tier_by_tier_and_never_what_is_too_short_to_judge(
    monkeypatch: pytest.MonkeyPatch, weight: str, score: Score, risk: Risk
) -> None:
    monkeypatch.setattr(reading, "by_rules", lambda _: [("en", Finding(weight, weight, "suicide", 0))])
    monkeypatch.setattr(resemblance, "score", lambda _: score)
    assert assess([f"whatever stands here {weight} {score}"]).risk is risk


def test_a_short_cry_is_left_to_the_rules() -> None:
    assert assess(["we had a long day. kms"]).risk is Risk.ACUTE


def test_what_it_alone_finds_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "by_rules", lambda _: [])
    monkeypatch.setattr(resemblance, "score", lambda _: ALARMED)
    assessment = assess(["whatever else stands here"])
    assert (assessment.risk, assessment.categories) == (Risk.ACUTE, frozenset({UNNAMED}))


def test_training_gives_the_same_weights_again_and_tells_the_classes_apart() -> None:
    known = examples()
    some = random.Random(7).sample(known, 400)
    trained = train(some)
    assert written(trained, digest(some)) == written(train(some), digest(some))
    danger = Example(Risk.ACUTE, "en", "", ("i want to kill myself",))
    weigh = {True: 0, False: 0}
    for piece in resemblance.pieces(danger.sentences[0]):
        weigh[trained.weights.get(piece, (0, 0))[0] > 0] += 1
    assert weigh[True] > 10


def test_the_sentence_that_alarms_most_decides() -> None:
    alarming = "i wrote my goodbye letters and i will jump tonight"
    alone = resemblance.score([alarming])
    assert resemblance.score(["we had some soup", alarming, "the weather is fine"]) == alone
    assert resemblance.score([]) == Score(*resemblance.model().biases, is_complete=True)
