"""The fixed words that replies of every model and of the built-in guide carry, per language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from solve.llm.base import Locale

Effort = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language that mark the parts of an option and of a first step.

    Attributes:
        pros, cons, effort: begin the lines under an option's title.
        efforts: the word for each degree of effort.
        first_step, when: begin the two lines of a first step.
        emotions: the word for each emotion that the emotion detector may name.
        colon, separator: what follows a label, and what stands between two pros or two cons.
    """

    pros: str
    cons: str
    effort: str
    efforts: Mapping[Effort, str]
    first_step: str
    when: str
    emotions: Mapping[str, str]
    colon: str
    separator: str


LABELS: dict[Locale, Labels] = {
    "en": Labels(
        pros="Pros",
        cons="Cons",
        effort="Effort",
        efforts={"low": "low", "medium": "medium", "high": "high"},
        first_step="First step",
        when="When",
        emotions={
            "anxious": "anxious",
            "sad": "sad",
            "calm": "calm",
            "confused": "confused",
            "neutral": "neutral",
        },
        colon=": ",
        separator="; ",
    ),
    "es": Labels(
        pros="A favor",
        cons="En contra",
        effort="Esfuerzo",
        efforts={"low": "bajo", "medium": "medio", "high": "alto"},
        first_step="Primer paso",
        when="Cuándo",
        emotions={
            "anxious": "ansiedad",
            "sad": "tristeza",
            "calm": "calma",
            "confused": "confusión",
            "neutral": "neutral",
        },
        colon=": ",
        separator="; ",
    ),
    "zh": Labels(
        pros="好处",
        cons="难处",
        effort="所需精力",
        efforts={"low": "低", "medium": "中", "high": "高"},
        first_step="第一步",
        when="时间",
        emotions={"anxious": "焦虑", "sad": "难过", "calm": "平静", "confused": "困惑", "neutral": "平稳"},
        colon="：",
        separator="；",
    ),
}
