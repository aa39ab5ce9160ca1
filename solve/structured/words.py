"""The words by which models name the parts of an option and of a first step, in English, Spanish and Chinese.

The prompts ask for those of `solve.prompts.labels`; words.toml has what models write instead.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from solve.prompts.labels import LABELS


class Part(StrEnum):
    """A part of an option or of a first step."""

    PROS = "pros"
    CONS = "cons"
    EFFORT = "effort"
    ACTION = "action"
    # A word that names an action only beside one that names a time ("What: … When: …").
    ACTION_BESIDE_WHEN = "action_beside_when"
    WHEN = "when"


_WRITTEN: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
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


def bare(label: str) -> str:
    """A label without case, accents, signs and punctuation, for looking it up."""
    letters = unicodedata.normalize("NFKD", label.casefold())
    kept = (character if character.isalnum() else " " for character in letters if not _is_mark(character))
    return " ".join("".join(kept).split())


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


_LATIN = {part: (*_OF_LABELS.get(part, ()), *_WRITTEN[part]["latin"]) for part in Part}
_PART_OF: dict[str, Part] = {
    bare(name): part
    for part in Part
    for name in (*_LATIN[part], *_WRITTEN[part]["chinese"], *_WRITTEN[part].get("leading", ()))
}
# What is said of an effort, by its degree.
DEGREES = _WRITTEN["degrees"]


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _chinese(part: Part) -> str:
    """The pattern of a part's Chinese names, which are put together as "需要的" + "精力" + "程度" are."""
    written = _WRITTEN[part]
    before, after = _any_of(written.get("before", ())), _any_of(written.get("after", ()))
    return f"(?:{before})?(?:{_any_of(written['chinese'])})(?:{after})?"


_CHINESE = {part: re.compile(_chinese(part)) for part in Part}


def part_of(label: str) -> Part | None:
    """The part that a label names; None when it names none."""
    name = bare(label)
    found = (part for part, pattern in _CHINESE.items() if pattern.fullmatch(name))
    return _PART_OF.get(name) or next(found, None)


def within_line(parts: Iterable[Part]) -> re.Pattern[str]:
    """The pattern of a label, with its colon, anywhere after a gap or a punctuation mark in a line."""
    wanted = sorted(parts)
    latin = _any_of(name for part in wanted for name in _LATIN[part])
    listed = "|".join([latin, *map(_chinese, wanted)])
    return re.compile(
        rf"(?:^|(?<=[\s.;,，。；、|/(（\[【•·*_–—-]))(?P<label>{listed})\s*[:：]", re.IGNORECASE
    )
