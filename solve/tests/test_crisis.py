"""Crisis detection: what is met with the helplines, with care, and with nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.safety import crisis
from solve.safety.crisis import Risk, assess, reading


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
