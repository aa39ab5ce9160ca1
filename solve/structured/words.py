"""The words by which models name the parts of an option and of a first step, in English, Spanish and Chinese.

The prompts ask for those of `solve.prompts.labels`; the rest are what models write instead.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from solve.prompts.labels import LABELS


class Part(StrEnum):
    """A part of an option or of a first step."""

    PROS = "pros"
    CONS = "cons"
    EFFORT = "effort"
    ACTION = "action"
    # A word that names an action only beside one that names a time ("What: … When: …").
    ACTION_BESIDE_WHEN = "action beside when"
    WHEN = "when"


_SYNONYMS: dict[Part, str] = {
    Part.PROS: """
        pros, advantages, advantage, upsides, upside, benefits, benefit, strengths, in favor, in favour,
        what speaks for it, points in favor, positives, ventajas, ventaja, beneficios, beneficio, puntos a favor,
        puntos fuertes, aspectos positivos, lo bueno, lo positivo, 优点, 优势, 好处, 益处, 长处, 利, 利处, 有利之处
    """,
    Part.CONS: """
        cons, disadvantages, disadvantage, drawbacks, drawback, downsides, downside, weaknesses, risks, risk,
        what speaks against it, points against, negatives, contras, desventajas, desventaja, inconvenientes,
        inconveniente, puntos en contra, puntos débiles, aspectos negativos, lo malo, lo negativo, riesgos, riesgo,
        缺点, 劣势, 坏处, 弊, 弊端, 弊处, 不足, 短处, 风险, 代价, 不利之处
    """,
    Part.EFFORT: """
        effort level, level of effort, effort required, required effort, effort needed, estimated effort, energy,
        energy needed, difficulty, nivel de esfuerzo, esfuerzo requerido, esfuerzo necesario, esfuerzo estimado,
        energía, energía necesaria, dificultad, 精力, 需要的精力, 所需的精力, 所需努力, 努力程度, 需要的努力, 投入,
        所需投入, 难度, 费力程度, 工作量, 付出, 努力
    """,
    Part.ACTION: """
        your first step, the first step, my first step, first small step, your first small step, first action,
        first concrete step, small first step, tu primer paso, su primer paso, el primer paso, mi primer paso,
        primer pequeño paso, primer paso concreto, primer paso pequeño, primera acción, 你的第一步, 我的第一步,
        您的第一步, 迈出的第一步, 第一个行动, 第一小步
    """,
    Part.ACTION_BESIDE_WHEN: "what, action, step, qué, acción, paso, 做什么, 行动, 内容, 步骤, 事情",
    Part.WHEN: """
        by when, when exactly, your time, timing, day and time, date and time, cuando exactamente, momento, fecha,
        fecha y hora, día y hora, 什么时候, 何时, 日期, 时间点, 具体时间, 完成时间
    """,
}
# Too common in sentences to count anywhere but at the beginning of a line.
_ONLY_LEADING: dict[Part, str] = {
    Part.PROS: "pro, for, plus, pluses",
    Part.CONS: "con, against, minus, minuses, contra, challenges, limitations",
}
_OF_LABELS: dict[Part, tuple[str, ...]] = {
    Part.PROS: tuple(labels.pros for labels in LABELS.values()),
    Part.CONS: tuple(labels.cons for labels in LABELS.values()),
    Part.EFFORT: tuple(labels.effort for labels in LABELS.values()),
    Part.ACTION: tuple(labels.first_step for labels in LABELS.values()),
    Part.WHEN: tuple(labels.when for labels in LABELS.values()),
}
# What stands for a label at the beginning of a line.
SIGNS: dict[str, Part] = {
    **dict.fromkeys("✅👍➕✔🟩", Part.PROS),
    **dict.fromkeys("❌👎➖⚠✖🚫", Part.CONS),
    **dict.fromkeys("💪⚡🔋", Part.EFFORT),
}


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


def bare(label: str) -> str:
    """A label without case, accents, signs and punctuation, for looking it up."""
    letters = unicodedata.normalize("NFKD", label.casefold())
    kept = (character if character.isalnum() else " " for character in letters if not _is_mark(character))
    return " ".join("".join(kept).split())


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


_NAMES = {part: (*_OF_LABELS.get(part, ()), *_listed(words)) for part, words in _SYNONYMS.items()}
PART_OF: dict[str, Part] = {
    bare(name): part
    for part in Part
    for name in (*_NAMES[part], *(_listed(_ONLY_LEADING[part]) if part in _ONLY_LEADING else ()))
}


def within_line(parts: Iterable[Part]) -> re.Pattern[str]:
    """The pattern of a label, with its colon, anywhere after a gap or a punctuation mark in a line."""
    names = sorted((name for part in parts for name in _NAMES[part]), key=len, reverse=True)
    listed = "|".join(re.escape(name) for name in names)
    return re.compile(
        rf"(?:^|(?<=[\s.;,，。；、|/(（\[【•·*_–—-]))(?P<label>{listed})\s*[:：]", re.IGNORECASE
    )
