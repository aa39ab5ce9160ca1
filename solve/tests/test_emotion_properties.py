from hypothesis import given
from hypothesis import strategies as st

from solve.emotion import Emotion, LexiconDetector
from solve.emotion.examples import Example, held_out

DETECTOR = LexiconDetector()
LOCALES = st.sampled_from(["en", "es", "zh", "xx", ""])
LINES = st.sampled_from(held_out())


@given(st.text(max_size=400), LOCALES)
def test_any_text_has_a_reading(text: str, locale: str) -> None:
    reading = DETECTOR.detect(text, locale)

    assert reading.emotion in Emotion
    assert 0.0 <= reading.confidence <= 1.0
    assert reading.confidence == round(reading.confidence, 2)
    assert DETECTOR.detect(text, locale) == reading


@given(st.lists(LINES, min_size=1, max_size=60))
def test_long_texts_have_a_reading(examples: list[Example]) -> None:
    text = " ".join(example.text for example in examples)[:4000]

    assert 0.0 <= DETECTOR.detect(text, "en").confidence <= 1.0


@given(LINES, st.sampled_from([" ", "\t", "  ", "\u00a0", "\u3000"]))
def test_the_kind_of_space_does_not_matter(example: Example, space: str) -> None:
    text = example.text
    assert DETECTOR.detect(f"{space}{text.replace(' ', space)}{space}", "en") == DETECTOR.detect(text, "en")


@given(LINES)
def test_case_does_not_matter(example: Example) -> None:
    assert DETECTOR.detect(example.text.upper(), "en") == DETECTOR.detect(example.text, "en")


@given(LINES, st.sampled_from("’‘ʼ＇`´"))
def test_the_kind_of_apostrophe_does_not_matter(example: Example, apostrophe: str) -> None:
    text = example.text
    assert DETECTOR.detect(text.replace("'", apostrophe), "en") == DETECTOR.detect(text, "en")


@given(LINES, st.sampled_from("\u200b\u200d\ufeff\u00ad"))
def test_invisible_characters_do_not_matter(example: Example, invisible: str) -> None:
    hidden = invisible.join(example.text)
    assert DETECTOR.detect(hidden, "en") == DETECTOR.detect(example.text, "en")
