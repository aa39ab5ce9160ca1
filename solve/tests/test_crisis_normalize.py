"""One spelling for what people write in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.safety.normalize import normalize


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


@given(st.text(max_size=400))
def test_a_normal_form_is_bounded_and_of_single_spaces(text: str) -> None:
    normal = normalize(text)
    assert "  " not in normal
    assert normal == normal.strip()
