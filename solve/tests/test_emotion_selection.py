import io

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from solve.emotion import Emotion, LexiconDetector, Reading
from solve.emotion.selection import detector


class AlwaysCalm:
    def detect(self, text: str, locale: str) -> Reading:
        return Reading(Emotion.CALM, 0.5)


def test_the_lexicon_is_the_default(settings: Settings) -> None:
    if hasattr(settings, "EMOTION_DETECTOR"):
        del settings.EMOTION_DETECTOR

    assert isinstance(detector(), LexiconDetector)


def test_the_setting_names_another_detector(settings: Settings) -> None:
    settings.EMOTION_DETECTOR = f"{__name__}.AlwaysCalm"

    assert detector().detect("I am terrified", "en") == Reading(Emotion.CALM, 0.5)


def test_a_name_that_leads_nowhere_is_an_error(settings: Settings) -> None:
    settings.EMOTION_DETECTOR = "solve.emotion.Missing"

    with pytest.raises(ImportError):
        detector()


def test_the_command_prints_the_confusion_matrix_of_the_detector_in_force(settings: Settings) -> None:
    settings.EMOTION_DETECTOR = f"{__name__}.AlwaysCalm"
    out = io.StringIO()

    call_command("evaluate_emotion", stdout=out)

    rows = [line.split() for line in out.getvalue().splitlines()]
    assert ["calm", "0", "0", "81", "0", "0", "1.00"] in rows
    assert ["sad", "0", "0", "81", "0", "0", "0.00"] in rows
    assert "405 lines, accuracy 0.200" in out.getvalue()
