"""The first step that a reply names, and when it will be taken."""

import re
from collections.abc import Iterator

from solve.prompts.shape import FirstStep
from solve.structured.lines import is_code, labelled, lines_of, plain
from solve.structured.words import Part, bare, within_line

# Characters: the longest action that a person can confirm (`SolveSession.first_step_action`).
_LONGEST = 1000
_PARTS = frozenset({Part.ACTION, Part.ACTION_BESIDE_WHEN, Part.WHEN})
_WITHIN = within_line({Part.ACTION, Part.WHEN})
_OPEN_ENDED = re.compile(r"[?？]\s*$|^[\[(（【<].*[\])）】>]$")
_UNDECIDED = frozenset(
    {"", "tbd", "to be decided", "not yet decided", "not decided yet", "still open", "open", "none", "n a"}
    | {
        "por decidir",
        "por definir",
        "aun por decidir",
        "sin decidir",
        "ninguno",
        "待定",
        "还没定",
        "未定",
        "暂无",
    }
)


def first_step_in(text: str) -> FirstStep | None:
    """The first step of a reply; its `when` is empty where the reply names no time.

    Returns:
        None when the reply labels none, asks for it, leaves it open, or names several.
    """
    found: dict[Part, list[str]] = {part: [] for part in _PARTS}
    for part, value in _labelled_values(text):
        found[part].append(value)
    times = list(dict.fromkeys(found[Part.WHEN]))
    actions = found[Part.ACTION] or (found[Part.ACTION_BESIDE_WHEN] if times else [])
    if len(set(actions)) != 1 or not _is_settled(actions[0]):
        return None
    when = times[0] if len(times) == 1 and _is_settled(times[0]) else ""
    return FirstStep(actions[0], when)


def _labelled_values(text: str) -> Iterator[tuple[Part, str]]:
    """Every labelled part with its value, which may stand on the line after."""
    waiting: Part | None = None
    for line in lines_of(text):
        pieces = labelled(line.text, _PARTS, _WITHIN)
        if waiting and not pieces:
            yield waiting, _value(line.text)
        waiting = None
        for piece in pieces:
            value = _value(piece.value)
            if piece.part and value:
                yield piece.part, value
            waiting = piece.part if not value else None


def _value(text: str) -> str:
    value = plain(text).strip(" |,，;；–—-")
    # "(when: tomorrow)": the bracket's beginning stands before the label.
    if not re.search(r"[(（]", value):
        value = re.sub(r"\s*[)）]\s*[.。]?$", "", value)
    return re.sub(r"\s*[(（]$", "", value)


def _is_settled(value: str) -> bool:
    is_open = _OPEN_ENDED.search(value) or bare(value) in _UNDECIDED
    return len(value) <= _LONGEST and not is_open and not is_code(value)
