"""Crisis detection: what is met with the helplines, with care, and with nothing."""

from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from solve.management.commands import evaluate_crisis
from solve.safety import crisis
from solve.safety.crisis import LANGUAGES, Risk, assess, labelled, reading
from solve.safety.crisis.labelled import false_alarms, lines, measure, wrongly_blocked
from solve.tests import assessments
from solve.tests.assessments import met, some


@pytest.mark.parametrize(
    ("name", "recall", "alarms"),
    [("labelled", 0.97, 0.01), ("heldout", 0.93, 0.03)],
)
def test_figures_stay_above_their_floors(name: str, recall: float, alarms: float) -> None:
    known = met(name)
    for language in LANGUAGES:
        figures = measure((line, risk) for line, risk in known if line.language == language)
        assert figures.recall(Risk.ACUTE) >= recall, language
        assert false_alarms(figures) <= alarms, language
        assert wrongly_blocked(figures) <= 0.1, language


def test_the_sets_are_large_apart_and_in_every_language() -> None:
    labelled, heldout = lines("labelled"), lines("heldout")
    assert len(labelled) >= 5_000
    assert len({line.batch for line in labelled}) >= 20
    assert len(heldout) >= 100
    assert {line.messages for line in labelled}.isdisjoint(line.messages for line in heldout)
    for known in (labelled, heldout):
        assert {(line.language, line.risk) for line in known} >= {
            (language, risk) for language in LANGUAGES for risk in Risk
        }


@pytest.mark.parametrize(
    "cry",
    [
        "I'm not joking, I want to die",
        "I don't want to live",
        "this job is killing me and I want to kill myself",
        "My friend killed himself and I'm going to do the same",
        "I used to be fine. Now I want to end my life.",
        "Years ago my mother died and I want to kill myself",
        "She said it gets better but I want to die",
        "no puedo dejar de pensar en matarme",
        "no es broma, me quiero morir",
        "我不是开玩笑，我想死",
        "他自杀了，我也要跟他一样",
        "我不想死，但我也不想活了",
    ],
)
def test_a_guard_does_not_hide_a_cry(cry: str) -> None:
    assert assess([cry]).risk is Risk.ACUTE


@pytest.mark.parametrize(
    "told",
    [
        "I would never hurt myself",
        "no quiero morir",
        "我不想死",
        "my friend says she'll kill herself tonight",
        "years ago I tried to kill myself",
        "mi primo se suicidó",
        "他自杀了",
    ],
)
def test_negations_the_past_and_other_people_are_not_blocked(told: str) -> None:
    assert assess([told]).risk is Risk.CONCERN


def test_a_thing_said_over_two_messages_is_heard() -> None:
    assert assess(["I want to", "end my life"]).risk is Risk.ACUTE
    assert assess(["quiero", "quitarme la vida"]).risk is Risk.ACUTE
    assert assess(["我想", "结束生命"]).risk is Risk.ACUTE
    assert assess(["I want to.", "Cook dinner tonight"]).risk is Risk.NONE


def test_means_are_acute_only_after_despair() -> None:
    assert assess(["What is the tallest bridge near me?"]).risk is Risk.NONE
    assert assess(["I feel so hopeless", "What is the tallest bridge near me?"]).risk is Risk.ACUTE


def test_an_earlier_cry_does_not_block_for_ever() -> None:
    said = ["I want to kill myself", "ok thanks"]
    assert assess(said).risk is Risk.CONCERN
    later = [*said, "that helped", "I called my sister", "we had dinner", "tell me about the next step"]
    assert assess(later).risk is Risk.NONE


def test_a_cry_at_the_end_of_a_long_message_is_heard() -> None:
    long = "We talked about the move and the boxes. " * 90
    assert assess([long + "And I want to die."]).risk is Risk.ACUTE


def test_an_assessment_names_language_and_subject() -> None:
    abuse = assess(["mi marido me está golpeando"])
    assert (abuse.language, abuse.failed) == ("es", False)
    assert "abuse" in abuse.categories
    assert assess(["我想自杀"]).language == "zh"
    assert assess(["I took all my pills"]).categories >= {"overdose"}
    assert assess(["Quiero cambiar de trabajo por mi familia"]).language == "es"


def test_nothing_said_is_no_risk() -> None:
    for nothing in ([], [""], ["   "], ["🙂"]):
        assert assess(nothing).risk is Risk.NONE


def test_a_broken_detector_shows_the_helplines_and_logs_no_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str) -> str:
        raise RuntimeError(text)

    monkeypatch.setattr(crisis, "normalize", broken)
    monkeypatch.setattr(reading, "normalize", broken)
    assessment = assess(["a secret of mine"])
    assert (assessment.risk, assessment.failed) == (Risk.CONCERN, True)
    assert crisis.screen_reply("a secret of mine") is Risk.CONCERN
    assert "crisis.detection_failed" in caplog.text
    assert "secret" not in caplog.text
    assert all("secret" not in str(record.__dict__) for record in caplog.records)


@given(st.lists(st.text(max_size=300), max_size=4))
def test_no_text_breaks_it(messages: list[str]) -> None:
    assert not assess(messages).failed


def test_the_command_prints_the_figures_of_every_set_and_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "assess", assessments.assess)
    monkeypatch.setattr(evaluate_crisis, "lines", some)
    out = StringIO()
    call_command("evaluate_crisis", misses=True, stdout=out)
    printed = out.getvalue()
    assert f"labelled: {len(some('labelled'))} lines" in printed
    assert f"heldout: {len(some('heldout'))} lines" in printed
    assert printed.count("acute recall") == 2 * (1 + len(LANGUAGES))
