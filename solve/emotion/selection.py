"""Which emotion detector the project uses."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from solve.emotion.base import EmotionDetector
from solve.emotion.detector import LexiconDetector

DEFAULT_DETECTOR = f"{LexiconDetector.__module__}.{LexiconDetector.__qualname__}"


def detector() -> EmotionDetector:
    """The detector that the setting `EMOTION_DETECTOR` names, a dotted path to a class without arguments.

    Raises:
        ImportError: when the setting names nothing that can be imported.
    """
    return _instance(getattr(settings, "EMOTION_DETECTOR", DEFAULT_DETECTOR))


@cache
def _instance(path: str) -> EmotionDetector:
    instance: EmotionDetector = import_string(path)()
    return instance
