"""How much an option asks, from the words or signs that a model gives it: low, medium or high."""

import re

from solve.prompts.labels import LABELS, Effort
from solve.structured.words import DEGREES, bare

_ORDER: tuple[Effort, ...] = ("low", "medium", "high")
_DEGREES: dict[str, Effort] = {
    **{word: degree for degree in _ORDER for word in DEGREES[degree]},
    **{bare(word): degree for labels in LABELS.values() for degree, word in labels.efforts.items()},
}
_HAN = re.compile(r"[\u3400-\u9fff]+")
_HAN_DEGREE = re.compile("|".join(sorted(filter(_HAN.match, _DEGREES), key=len, reverse=True)))
_NEGATED = re.compile(r"\b(?:not|isn t|no|sin)(?: (?:very|too|so|that|es|muy|demasiado|tan))? (?P<word>\w+)")
# The degree that a denied one stands for: "not much" is little; what is not low can be either of two.
_LITTLE = frozenset({"much", "high", "hard", "big", "large", "mucho", "mucha", "alto", "dificil", "grande"})
_CLAUSE_END = re.compile(r"[,;.(（，。；—–]| - ")
_SCORE = re.compile(r"(?P<value>\d{1,2})\s*(?:/|of|out of|de|sobre)\s*(?P<most>\d{1,2})\b", re.IGNORECASE)
_LIGHTS: dict[str, Effort] = {"🟢": "low", "🟡": "medium", "🟠": "medium", "🔴": "high"}
_FULL = frozenset("★⭐●⬤■▰█▮🔵⚫⚡💪🔥🔋🏋💧🌟◆")
_EMPTY = frozenset("☆○◯□▱░▯⚪◻◇")
# Without empty ones beside them, more signs than these could be any part of any scale.
_MOST_SIGNS = 3


def effort_in(text: str) -> Effort | None:
    """The degree of effort that a text names; None when it names none, or none for certain.

    Only the first clause counts ("Low, but it takes courage"); of a range ("low to medium") the upper
    end does. A score is low up to two fifths and high from seven tenths on.
    """
    clause = _CLAUSE_END.split(text.strip().lstrip("(（").lstrip(), maxsplit=1)[0]
    return _by_words(clause) or _by_score(text) or _by_signs(text)


def _by_words(clause: str) -> Effort | None:
    said = bare(clause)
    negated = _NEGATED.search(said)
    if negated:
        return "low" if negated["word"] in _LITTLE else None
    degrees = {_DEGREES[word] for word in said.split() if word in _DEGREES}
    degrees |= {_DEGREES[match.group()] for run in _HAN.findall(said) for match in _HAN_DEGREE.finditer(run)}
    return max(degrees, key=_ORDER.index, default=None)


def _by_score(text: str) -> Effort | None:
    score = _SCORE.search(text)
    if score is None or not 0 < int(score["value"]) <= int(score["most"]):
        return None
    return _of_share(int(score["value"]), int(score["most"])) if int(score["most"]) > 1 else None


def _by_signs(text: str) -> Effort | None:
    lights = {_LIGHTS[sign] for sign in text if sign in _LIGHTS}
    if len(lights) == 1:
        return lights.pop()
    full = sum(sign in _FULL for sign in text)
    empty = sum(sign in _EMPTY for sign in text)
    if not full:
        return None
    if empty:
        return _of_share(full, full + empty)
    return _ORDER[full - 1] if full <= _MOST_SIGNS else None


def _of_share(value: int, most: int) -> Effort:
    share = value / most
    if share <= 0.4:
        return "low"
    return "medium" if share < 0.7 else "high"
