import pytest

from solve.emotion import Emotion
from solve.emotion.lexicon import load
from solve.emotion.scoring import Scores, score
from solve.emotion.text import fold, tokenize


def scores(text: str, language: str) -> Scores:
    lexicon = load(language)
    words = lexicon.spelt(tokenize(fold(text)))
    return score(words, lexicon.matches(words))


@pytest.mark.parametrize(
    ("mine", "theirs", "language"),
    [
        ("I am anxious", "My sister is anxious", "en"),
        ("Estoy ansiosa", "Mi hermana está ansiosa", "es"),
        ("我很焦虑", "我姐姐很焦虑", "zh"),
    ],
)
def test_a_state_of_somebody_else_weighs_little(mine: str, theirs: str, language: str) -> None:
    other = scores(theirs, language)

    assert other[Emotion.ANXIOUS] < scores(mine, language)[Emotion.ANXIOUS] / 2
    assert other[Emotion.NEUTRAL] > other[Emotion.ANXIOUS]


def test_the_death_of_somebody_else_weighs_in_full() -> None:
    assert scores("She is kind. My father died", "en")[Emotion.SAD] >= 2.0


def test_a_worry_about_somebody_else_is_the_writers_own() -> None:
    assert scores("I am worried about my sister", "en") == scores("I am worried", "en")


def test_a_topic_is_no_feeling() -> None:
    topic = scores("I am reading a book about depression", "en")

    assert topic[Emotion.NEUTRAL] > topic[Emotion.SAD]


def test_a_negation_ends_with_its_clause() -> None:
    assert Emotion.CALM not in scores("No, I am worried", "en")


def test_what_was_felt_in_the_past_weighs_less() -> None:
    assert scores("I used to be anxious", "en")[Emotion.ANXIOUS] < 1.0
