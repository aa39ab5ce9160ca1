"""What an emotion detector is: its labels, its answer and its interface."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Emotion(StrEnum):
    """The feeling that a message carries most; the labels are those of the API contract.

    Feelings without a label of their own go to the nearest one in valence and arousal:

    - ANXIOUS: worry, fear, stress, pressure, panic, and anger and jealousy (unpleasant, high energy).
    - SAD: grief, loneliness, hurt, disappointment, guilt, shame, exhaustion (unpleasant, low energy).
    - CALM: relief, acceptance, contentment, gratitude, hope, joy, being at peace with a decision (pleasant).
    - CONFUSED: indecision, mixed feelings, not understanding, not knowing where to begin.
    - NEUTRAL: facts, requests and whatever shows no feeling clearly.
    """

    ANXIOUS = "anxious"
    SAD = "sad"
    CALM = "calm"
    CONFUSED = "confused"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Reading:
    """What a detector read in a text.

    Attributes:
        emotion: the strongest feeling.
        confidence: from 0 to 1, with two decimals; comparable within one detector only.
    """

    emotion: Emotion
    confidence: float


class EmotionDetector(Protocol):
    """Reads the emotion of what a person wrote; a lexicon today, a model tomorrow."""

    def detect(self, text: str, locale: str) -> Reading:
        """Returns the emotion of a text.

        Args:
            text: what the person wrote, in any language and of any length; may be empty.
            locale: the language of the session ("en", "es", "zh"), a hint only.
        """
        ...
