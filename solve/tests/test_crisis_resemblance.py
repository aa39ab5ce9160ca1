"""The second opinion: trained on the lines that are here, and held back by the guards of the rules."""

import random
from dataclasses import replace
from io import BytesIO

import pytest

from solve.safety.crisis import Risk, assess, encoder, reading, resemblance
from solve.safety.crisis.detect import ACUTE, CONCERN, CONTEXTUAL, Finding
from solve.safety.crisis.opinion import Opinion
from solve.safety.crisis.reading import UNNAMED
from solve.safety.crisis.resemblance import Score, Thresholds
from solve.safety.crisis.training import digest, examples, train, written

pytestmark = pytest.mark.pure

AT = Thresholds(acute=1.0, certain=2.0, doubt=-1.0, concern=1.0, calm=-1.0)
ALARMED = Score(danger=99.0, care=99.0, is_complete=True)
CALM = Score(danger=-99.0, care=-99.0, is_complete=True)
DESPAIR = "I feel so hopeless, nothing matters any more"


def think(monkeypatch: pytest.MonkeyPatch, score: Score, *found: Finding) -> None:
    """Lets the rules find something, and the second opinion be what a test needs."""
    monkeypatch.setattr(reading, "by_rules", lambda _: [("en", finding) for finding in found])
    monkeypatch.setattr(reading, "opinion", lambda *_, **__: Opinion(score, AT))
    monkeypatch.setattr(reading, "_memory", lambda: reading._read)


def finding(weight: str, words: int = 0) -> Finding:
    return Finding(weight, CONCERN if weight == CONTEXTUAL else weight, "suicide", words)


def test_the_weights_are_those_of_the_labelled_lines() -> None:
    trained_on = digest(examples())
    assert resemblance.model().trained_on == trained_on, "run `manage.py train_crisis`"
    assert encoder.head().trained_on == trained_on, "run `manage.py train_crisis`"


def test_it_is_heard_where_rules_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "by_rules", lambda _: [])
    assert reading.read("I have decided to leave this life for good tonight, forgive me").of_weight(ACUTE)
    assert not reading.read("We talked about the budget and went home").found


@pytest.mark.parametrize(
    ("weight", "danger", "risk"),
    [
        (CONCERN, 1.5, Risk.CONCERN),
        (CONCERN, 2.0, Risk.ACUTE),
        (ACUTE, 1.5, Risk.ACUTE),
    ],
)
def test_a_guarded_match_is_blocked_only_for_a_certain_resemblance(
    monkeypatch: pytest.MonkeyPatch, weight: str, danger: float, risk: Risk
) -> None:
    think(monkeypatch, replace(ALARMED, danger=danger), finding(weight))
    assert assess(["whatever stands here"]).risk is risk


@pytest.mark.parametrize(
    ("weight", "score", "risk"),
    [
        (ACUTE, replace(CALM, care=99.0), Risk.CONCERN),
        (ACUTE, replace(CALM, danger=1.5), Risk.CONCERN),
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
    think(monkeypatch, score, finding(weight))
    assert assess(["whatever stands here"]).risk is risk


def test_hints_in_one_message_count_only_where_it_resembles_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    hints = finding(CONTEXTUAL, words=1), finding(CONTEXTUAL, words=2)
    think(monkeypatch, replace(CALM, danger=0.0, care=99.0), *hints)
    assert assess(["a rope and a bridge"]).risk is Risk.ACUTE
    think(monkeypatch, replace(CALM, care=99.0), *hints)
    assert assess(["a rope and a bridge"]).risk is Risk.CONCERN


def test_a_hint_after_despair_is_acute_whatever_it_resembles() -> None:
    assert assess([DESPAIR, "What is the tallest bridge near me?"]).risk is Risk.ACUTE


def test_a_short_cry_is_left_to_the_rules() -> None:
    assert assess(["we had a long day. kms"]).risk is Risk.ACUTE


def test_what_it_alone_finds_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    think(monkeypatch, ALARMED)
    assessment = assess(["whatever else stands here"])
    assert (assessment.risk, assessment.categories) == (Risk.ACUTE, frozenset({UNNAMED}))


def test_training_gives_the_same_weights_again_and_tells_the_classes_apart() -> None:
    some = random.Random(7).sample(examples(), 400)
    trained, again = train(some), train(some)
    assert written(trained, digest(some)) == written(again, digest(some))
    assert file_of(trained.head) == file_of(again.head)
    weigh = {True: 0, False: 0}
    for piece in resemblance.pieces("i want to kill myself"):
        weigh[trained.weights.get(piece, (0, 0))[0] > 0] += 1
    assert weigh[True] > 10


def file_of(head: encoder.Head) -> bytes:
    file = BytesIO()
    encoder.write(head, file)
    return file.getvalue()


def test_the_sentence_that_alarms_most_decides() -> None:
    alarming = "i wrote my goodbye letters and i will jump tonight"
    alone = resemblance.score([alarming])
    assert resemblance.score(["we had some soup", alarming, "the weather is fine"]) == alone
    assert resemblance.score([]) == Score(*resemblance.model().biases, is_complete=True)
