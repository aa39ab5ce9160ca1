"""Options and first steps, read out of replies in the forms that models give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.llm.base import Locale
from solve.prompts.labels import LABELS, Effort
from solve.prompts.shape import FirstStep, Option, render_first_step, render_options
from solve.structured import first_step_in, options_in
from solve.structured.effort import effort_in
from solve.tests.structured_replies import FIRST_STEPS, NO_FIRST_STEPS, NO_OPTIONS, OPTIONS

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("name", OPTIONS)
def test_options_are_read(name: str) -> None:
    expected, reply = OPTIONS[name]
    assert options_in(reply) == expected


@pytest.mark.parametrize("name", OPTIONS)
def test_options_amid_talk_are_read(name: str) -> None:
    expected, reply = OPTIONS[name]
    before = "Thank you for telling me.\n\nI hear that you miss her: it has been a long time.\n\n"
    assert options_in(f"{before}{reply}\n\nTake your time. 慢慢来。") == expected


@pytest.mark.parametrize("name", NO_OPTIONS)
def test_what_is_not_clear_is_absent(name: str) -> None:
    assert options_in(NO_OPTIONS[name]) is None


@pytest.mark.parametrize("name", FIRST_STEPS)
def test_a_first_step_is_read(name: str) -> None:
    expected, reply = FIRST_STEPS[name]
    assert first_step_in(reply) == expected


@pytest.mark.parametrize("name", NO_FIRST_STEPS)
def test_a_first_step_that_is_none_is_absent(name: str) -> None:
    assert first_step_in(NO_FIRST_STEPS[name]) is None


@pytest.mark.parametrize("name", OPTIONS)
def test_options_are_no_first_step(name: str) -> None:
    assert first_step_in(OPTIONS[name][1]) is None


@pytest.mark.parametrize(
    ("text", "effort"),
    [
        ("low", "low"),
        ("Very low", "low"),
        ("Not much", "low"),
        ("low – medium", "low"),
        ("low to medium", "medium"),
        ("Medium-high", "high"),
        ("High (several weeks)", "high"),
        ("Low, but it takes high courage", "low"),
        ("considerable", "high"),
        ("muy alto", "high"),
        ("no mucho", "low"),
        ("media", "medium"),
        ("中等偏高", "high"),
        ("不高", "low"),
        ("中", "medium"),
        ("🔴", "high"),
        ("💪", "low"),
        ("💪💪💪", "high"),
        ("⭐⭐☆☆☆", "low"),
        ("⭐⭐⭐☆☆", "medium"),
        ("▰▰▰▰▱", "high"),
        ("2/10", "low"),
        ("9/10", "high"),
        ("3 de 5", "medium"),
        ("", None),
        ("it depends", None),
        ("thirty minutes", None),
        ("not low", None),
        ("7/5", None),
        ("💪💪💪💪", None),
        ("★★★★", None),
        ("highway", None),
    ],
)
def test_degrees_of_effort(text: str, effort: Effort | None) -> None:
    assert effort_in(text) == effort


_words = st.text("abcdefghij áñ心事", min_size=1, max_size=20).map(str.strip).filter(bool)
_options = st.builds(
    Option,
    title=_words,
    pros=st.lists(_words, min_size=1, max_size=3).map(tuple),
    cons=st.lists(_words, min_size=1, max_size=3).map(tuple),
    effort=st.sampled_from(["low", "medium", "high"]),
)


@given(
    st.lists(_options, min_size=2, max_size=3, unique_by=lambda option: option.title.casefold()),
    st.sampled_from(sorted(LABELS)),
)
def test_whatever_the_shape_holds_is_read_back(options: list[Option], locale: Locale) -> None:
    assert options_in(render_options(options, locale)) == tuple(options)


@given(_words, _words, st.sampled_from(sorted(LABELS)))
def test_whatever_first_step_the_shape_holds_is_read_back(action: str, when: str, locale: Locale) -> None:
    step = FirstStep(action, when)
    assert first_step_in(f"Before.\n{render_first_step(step, locale)}\n\nAfter.") == step


_pieces = st.sampled_from(
    [
        *("\n", "\n\n", " ", "   ", "\t", "\r", "\u2028", "\x00", "1. ", "2) ", "①", "- ", "* ", "### "),
        *("> ", "**", "__", "|", "```", "---", "(", ")", ":", "：", ";", "?", "✅", "❌", "心", "low", "中"),
        *("Option 1", "选项一", "Pros", "Cons", "Effort", "优点", "En contra", "First step", "When"),
        *("第一步", "Call Ana"),
    ]
)


@given(st.lists(_pieces, max_size=60).map("".join))
def test_any_text_gives_two_or_three_whole_options_or_none(text: str) -> None:
    options = options_in(text)
    assert options is None or 2 <= len(options) <= 3
    for option in options or ():
        assert option.title
        assert option.pros
        assert option.cons
        assert all(option.pros + option.cons)
        assert option.effort in {"low", "medium", "high"}
    first_step = first_step_in(text)
    assert first_step is None or first_step.action
