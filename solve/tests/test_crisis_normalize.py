"""One spelling for what people write in many."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.safety.crisis import Risk, assess
from solve.safety.normalize import normalize
from solve.tests.assessments import met

FULL_WIDTH = {
    ord(letter): chr(ord(letter) + 0xFEE0)
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
}


@pytest.fixture(scope="module")
def acute() -> list[str]:
    """Single messages that are labelled acute, and met as that."""
    return [
        line.messages[0]
        for line, risk in met("labelled")
        if line.risk is risk is Risk.ACUTE and len(line.messages) == 1
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I DON’T want", "i dont want"),
        ("su1c1de", "suicide"),
        ("s*icide", "suicide"),
        ("k i l l", "kill"),
        ("d.i.e", "die"),
        ("killmyself", "kill myself"),
        ("dieeeee", "die"),
        ("sucide", "suicide"),
        ("suicde", "suicide"),
        ("end.my.life", "end my life"),
        ("wanna", "want to"),
        ("Ｉ ｗａｎｔ", "i want"),
        ("ki\u200bll", "kill"),
        ("su\u0456cide", "suicide"),
        ("自 杀", "自杀"),
        ("自\u200b殺", "自杀"),
        ("kiero", "quiero"),
        ("adiós", "adios"),
        ("thinkin", "thinking"),
    ],
)
def test_disguises_are_seen_through(written: str, read: str) -> None:
    assert normalize(written) == read


@pytest.mark.parametrize(
    "word", ["therapist", "assassin", "shotgun", "together", "25", "4th", "covid", "morirse"]
)
def test_ordinary_words_stay_themselves(word: str) -> None:
    assert normalize(word) == word


@pytest.mark.parametrize(
    "disguise",
    [
        str.upper,
        str.lower,
        lambda text: text.replace("'", "’"),
        lambda text: text.replace("'", ""),
        lambda text: text.translate(FULL_WIDTH),
        "\u200b".join,
        lambda text: f"   {text}  \n",
        lambda text: f"ok. {text}. ok",
    ],
    ids=[
        "upper",
        "lower",
        "typographic",
        "no-apostrophe",
        "full-width",
        "zero-width",
        "spaces",
        "among-others",
    ],
)
def test_a_disguise_changes_nothing(acute: list[str], disguise: Callable[[str], str]) -> None:
    assert acute
    # A text without an apostrophe, say, is the same without apostrophes.
    disguised = [hidden for text in acute if (hidden := disguise(text)) != text]
    assert [hidden for hidden in disguised if assess([hidden]).risk is not Risk.ACUTE] == []


@given(st.text(max_size=400))
def test_a_normal_form_is_bounded_and_of_single_spaces(text: str) -> None:
    normal = normalize(text)
    assert "  " not in normal
    assert normal == normal.strip()
