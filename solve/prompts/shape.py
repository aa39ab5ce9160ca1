"""The one written shape of options and of a first step: how a reply writes them and how they are read back.

1. **Title**
   - Pros: one; another
   - Cons: one
   - Effort: low

**First step:** what the person will do
**When:** when they will do it
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from solve.llm.base import Locale
from solve.prompts.labels import LABELS, Effort


@dataclass(frozen=True, slots=True)
class Option:
    """One way forward: a short title, what speaks for it, what speaks against it, how much it asks."""

    title: str
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    effort: Effort


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What a person will do first, and when, in words; either may be empty when it is not known."""

    action: str
    when: str


_TITLE = re.compile(r"^\s*\d+[.、)]\s*\*\*(?P<title>[^*\n]+)\*\*\s*$", re.MULTILINE)


def _line(labels: Iterable[str], *, bold: bool = False) -> re.Pattern[str]:
    """The pattern of a labelled line, with the label of any language."""
    names = "|".join(re.escape(label) for label in labels)
    if bold:
        return re.compile(rf"^\s*\*\*(?:{names})\s*[:：]\s*\*\*\s*(?P<value>[^\n]*)$", re.MULTILINE)
    return re.compile(rf"^\s*[-*]\s*(?:{names})\s*[:：]\s*(?P<value>[^\n]*)$", re.MULTILINE)


_PROS = _line(labels.pros for labels in LABELS.values())
_CONS = _line(labels.cons for labels in LABELS.values())
_EFFORT = _line(labels.effort for labels in LABELS.values())
_ACTION = _line((labels.first_step for labels in LABELS.values()), bold=True)
_WHEN = _line((labels.when for labels in LABELS.values()), bold=True)
_EFFORTS: dict[str, Effort] = {
    word: effort for labels in LABELS.values() for effort, word in labels.efforts.items()
}


def render_options(options: Iterable[Option], locale: Locale) -> str:
    """The options as a numbered list in a language's labels."""
    labels = LABELS[locale]
    blocks = (
        f"{number}. **{option.title}**\n"
        f"   - {labels.pros}{labels.colon}{labels.separator.join(option.pros)}\n"
        f"   - {labels.cons}{labels.colon}{labels.separator.join(option.cons)}\n"
        f"   - {labels.effort}{labels.colon}{labels.efforts[option.effort]}"
        for number, option in enumerate(options, 1)
    )
    return "\n".join(blocks)


def read_options(text: str) -> tuple[Option, ...]:
    """The options that a reply lists in the shape, in any of the languages; incomplete ones are left out."""
    starts = list(_TITLE.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    found = (
        _option(start["title"].strip(), text[start.end() : end])
        for start, end in zip(starts, ends, strict=False)
    )
    return tuple(option for option in found if option)


def _option(title: str, block: str) -> Option | None:
    pros, cons, effort = _PROS.search(block), _CONS.search(block), _EFFORT.search(block)
    if not (pros and cons and effort):
        return None
    degree = _EFFORTS.get(effort["value"].strip().rstrip(".。").lower())
    return Option(title, _parts(pros["value"]), _parts(cons["value"]), degree) if degree else None


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;；]", value) if part.strip())


def render_first_step(step: FirstStep, locale: Locale) -> str:
    """The first step in a language's labels; a part that is not known has no line."""
    labels = LABELS[locale]
    parts = ((labels.first_step, step.action), (labels.when, step.when))
    return "\n".join(f"**{label}{labels.colon.strip()}** {value}" for label, value in parts if value)


def read_first_step(text: str) -> FirstStep | None:
    """The first step that a reply names in the shape, in any of the languages; None without an action."""
    action, when = _ACTION.search(text), _WHEN.search(text)
    if not action or not action["value"].strip():
        return None
    return FirstStep(action["value"].strip(), when["value"].strip() if when else "")
