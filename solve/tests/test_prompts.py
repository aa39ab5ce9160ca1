import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.llm.base import Locale
from solve.prompts import asks_for_care, system_prompt, template
from solve.prompts.labels import LABELS, Effort
from solve.prompts.shape import (
    FirstStep,
    Option,
    read_first_step,
    read_options,
    render_first_step,
    render_options,
)
from solve.safety.reply_guard import Markers, ReplyGuard, new_markers
from solve.steps import Step
from solve.tests.structured_replies import OPTIONS

LOCALES: tuple[Locale, ...] = ("en", "es", "zh")
PARTS = [step.value for step in Step] + ["shared", "emotion", "concern", "danger", "ending"]
pytestmark = pytest.mark.pure

MARKER, DANGER = "<<work-done-5d1f>>", "<<danger-77aa>>"


def prompt(step: Step, locale: Locale, *, emotion: str | None = None, concern: bool = False) -> str:
    return system_prompt(
        step=step,
        locale=locale,
        markers=Markers(MARKER, DANGER),
        emotion=emotion,
        concern=concern,
        least=1,
        most=5,
        exchange=3,
    )


@pytest.mark.parametrize(("step", "locale"), list(product(Step, LOCALES)))
def test_every_step_has_a_prompt_in_every_language(step: Step, locale: Locale) -> None:
    text = prompt(step, locale)
    assert template("shared", locale).substitute() in text
    assert text.count(MARKER) == text.count(DANGER) == 1
    assert "$" not in text
    assert "[EMAIL_1]" in text


@pytest.mark.parametrize("part", PARTS)
def test_the_languages_of_a_part_have_the_same_fields(part: str) -> None:
    fields = {locale: set(template(part, locale).get_identifiers()) for locale in LOCALES}
    assert fields["en"] == fields["es"] == fields["zh"]
    assert all(template(part, locale).is_valid() for locale in LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_part_is_written_in_its_language(locale: Locale) -> None:
    for part in PARTS:
        text = template(part, locale).template
        han = len(re.findall(r"[\u4e00-\u9fff]", text))
        assert (han > 20) == (locale == "zh"), part
        assert bool(re.search(r"[áéíóúñ¿]", text)) == (locale == "es"), part


@pytest.mark.parametrize("locale", LOCALES)
def test_the_marker_and_the_bounds_of_the_step_are_at_the_end(locale: Locale) -> None:
    last = prompt(Step.CLARIFY, locale, emotion="sad", concern=True).split("\n\n")[-1]
    assert MARKER in last
    assert re.findall(r"\d+", last.replace(MARKER, "")) == ["3", "1", "5"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_emotion_is_a_hint_only_when_there_is_one(locale: Locale) -> None:
    hint = template("emotion", locale).substitute(emotion=LABELS[locale].emotions["anxious"])
    assert hint in prompt(Step.RECEIVE, locale, emotion="anxious")
    assert hint not in prompt(Step.RECEIVE, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_concern_brings_the_note_on_safety_before_the_ending(locale: Locale) -> None:
    note = template("concern", locale).substitute()
    with_concern = prompt(Step.OPTIONS, locale, concern=True)
    assert note in with_concern
    assert with_concern.index(note) < with_concern.index(MARKER)
    assert note not in prompt(Step.OPTIONS, locale)
    assert asks_for_care(with_concern, locale)
    assert not asks_for_care(prompt(Step.OPTIONS, locale), locale)


def test_an_unknown_emotion_is_refused() -> None:
    with pytest.raises(KeyError):
        prompt(Step.RECEIVE, "en", emotion="delighted")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_shapes_that_the_prompts_show_can_be_read(locale: Locale) -> None:
    options = read_options(prompt(Step.OPTIONS, locale))
    assert [(option.effort, len(option.pros), len(option.cons)) for option in options] == [("low", 2, 1)]
    step = read_first_step(prompt(Step.COMMIT, locale))
    assert step is not None
    assert step.action
    assert step.when


@pytest.mark.parametrize("locale", LOCALES)
def test_the_options_prompt_names_every_degree_of_effort(locale: Locale) -> None:
    text = prompt(Step.OPTIONS, locale)
    assert all(word in text for word in LABELS[locale].efforts.values())


words = st.text(st.characters(categories=["L", "N"], include_characters=" ,'"), min_size=1, max_size=40).map(
    str.strip
)
text = words.filter(bool)
efforts: st.SearchStrategy[Effort] = st.sampled_from(["low", "medium", "high"])
options = st.builds(
    Option,
    title=text,
    pros=st.lists(text, min_size=1, max_size=3).map(tuple),
    cons=st.lists(text, min_size=1, max_size=3).map(tuple),
    effort=efforts,
)


@given(st.lists(options, min_size=1, max_size=3), st.sampled_from(LOCALES))
def test_options_are_read_back_as_they_were_written(listed: list[Option], locale: Locale) -> None:
    reply = f"Before.\n\n{render_options(listed, locale)}\n\nAfter?"
    assert read_options(reply) == tuple(listed)


@given(text, text, st.sampled_from(LOCALES))
def test_a_first_step_is_read_back_as_it_was_written(action: str, when: str, locale: Locale) -> None:
    step = FirstStep(action, when)
    assert read_first_step(f"Before.\n{render_first_step(step, locale)}\n\nAfter.") == step
    assert read_first_step(render_first_step(FirstStep(action, ""), locale)) == FirstStep(action, "")


def test_what_has_not_the_shape_is_not_read() -> None:
    assert read_options("1. Call her\n2. Write to her") == ()
    assert read_options("1. **Call her**\n   - Pros: quick\n   - Effort: low") == ()
    assert read_options("1. **Call her**\n   - Pros: quick\n   - Cons: loud\n   - Effort: gigantic") == ()
    assert read_first_step("First step: call her") is None
    assert read_first_step("**When:** tomorrow") is None


# What models say that do as the prompts ask them.
OBEDIENT: dict[Locale, list[str]] = {
    "en": [
        "Which is closest, or what is missing?",
        "Which of them comes nearest, and is there another that is missing?",
        "Are you safe right now, or are you thinking of harming yourself?",
        "It sounds as if you are carrying this alone. What happened, and since when?",
        "One could also see it as a deadline and not as a verdict. Does that fit?",
        "**First step:** Call Ana\n**When:** tomorrow at nine",
        "I am an AI model, not a doctor, therapist or lawyer. A professional can help you with that.",
        "The help lines, visible next to my answer, are there for you; somebody picks up.",
    ],
    "es": [
        "¿Cuál te queda más cerca, o qué falta?",
        "¿Con cuál te quedas, o echas en falta otro?",
        "¿Estás a salvo ahora mismo, o estás pensando en hacerte daño?",
        "Suena como si llevaras esto a solas. ¿Qué pasó, y desde cuándo? ¿Qué te dijeron?",
        "**Primer paso:** Llamar a Ana\n**Cuándo:** mañana a las nueve",
        "Soy un modelo de IA: no soy terapeuta y no puedo darte consejo médico o legal.",
    ],
    "zh": [
        "哪一条最接近，或者还缺什么？",
        "你现在安全吗，有没有伤害自己的念头？",
        "听起来你一个人扛着这些。发生了什么，从什么时候开始的？",
        "**第一步：** 给安娜打电话\n**时间：** 明天九点",
        "我是人工智能模型，不是医生、心理治疗师或律师。",
    ],
}


@pytest.mark.parametrize(("step", "locale"), list(product(Step, LOCALES)))
def test_a_model_that_does_as_it_is_asked_is_not_taken_for_a_leak(step: Step, locale: Locale) -> None:
    markers = new_markers()
    asked = system_prompt(
        step=step, locale=locale, markers=markers, emotion="sad", concern=True, least=1, most=2, exchange=1
    )
    listed = [reply.replace("\r", "") for _, reply in OPTIONS.values()]
    for reply in (*OBEDIENT[locale], *listed):
        guard = ReplyGuard(system_prompt=asked, markers=markers, person_texts=())
        said = guard.feed(reply) + guard.feed(markers.step_done)
        result = guard.finish()
        assert (said + result.rest, result.step_done) == (reply, True)
