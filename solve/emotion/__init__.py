"""Emotion of what people write: the labels, the interface, and a detector made of weighted phrases."""

from solve.emotion.base import Emotion, EmotionDetector, Reading
from solve.emotion.detector import LexiconDetector

__all__ = ["Emotion", "EmotionDetector", "LexiconDetector", "Reading"]
