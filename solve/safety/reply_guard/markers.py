"""The markers by which a model says something to the server, in whatever form they are written."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STEP_DONE: Final = "STEP_DONE"
DANGER: Final = "SAFETY_FIRST"
_NAMES: Final = (STEP_DONE, DANGER)

# Where a marker stood: the step's, the one of danger, any other. These cannot come from the model, since
# control characters are dropped first.
DONE_STOOD, DANGER_STOOD, OTHER_STOOD = "\x01", "\x02", "\x03"
STOOD: Final = f"[{DONE_STOOD}{DANGER_STOOD}{OTHER_STOOD}]"
# What may stand between two characters of a marker: blanks, Markdown's escapes and emphasis, invisible
# characters, and a marker that was put inside another.
_UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_GAP = f"{STOOD}?(?:[ \t\n\\\\*`_{_UNSEEN}]{STOOD}?){{0,4}}"
_OPENING = "[\\[［【]"
_CLOSING = "[\\]］】]"
_INSIDE = "[^\\[\\]［］【】\n]{0,40}"
_CODE = "[0-9A-Fa-f]{0,32}"
_FULL_WIDTH = ord("Ａ") - ord("A")


def _letter(letter: str) -> str:
    both = letter + letter.lower()
    return f"[{both}{''.join(chr(ord(case) + _FULL_WIDTH) for case in both)}]"


def _bracketed(name: str) -> tuple[str, ...]:
    """The parts of a marker's beginning; the underscore is part of the gap, so it may be missing."""
    return (_OPENING, _OPENING, *map(_letter, name.replace("_", "")))


def _bare(name: str) -> tuple[str, ...]:
    """The same without brackets; then its name must be whole, for "step done" is a thing to say."""
    return tuple("[_＿]" if letter == "_" else _letter(letter) for letter in name)


def _any_of(patterns: Sequence[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


_HEAD = _any_of([_GAP.join(_bracketed(name)) for name in _NAMES])
_NOT_IN_A_WORD = "(?<![A-Za-z])"
_NARROW_GAP = f"[\\\\*`{_UNSEEN}]{{0,4}}"
_BARE_HEAD = _NOT_IN_A_WORD + _any_of([_NARROW_GAP.join(_bare(name)) for name in _NAMES])
_ITS_CODE = f"(?:{_GAP}[:：]{_CODE})?"
# Closed by its brackets, broken off after its name or its code, or without brackets.
MARKER_SHAPE = re.compile(
    f"{_HEAD}(?:{_INSIDE}{_CLOSING}(?:{_GAP}{_CLOSING})?|{_ITS_CODE})"
    f"|{_BARE_HEAD}(?:{_NARROW_GAP}[ \t]?[:：][ \t]?{_CODE})?"
)
# Signs before a marker are swallowed with it, so that there is never more than one in a row.
_MARKER = re.compile(f"{STOOD}*(?P<marker>{MARKER_SHAPE.pattern})")


def _beginning(sequences: Sequence[Sequence[str]], gap: str) -> str:
    """A pattern for the longest beginning of one of some sequences of atoms with gaps between them."""
    rests: dict[str, list[Sequence[str]]] = {}
    for first, *rest in sequences:
        rests.setdefault(first, []).extend([rest] if rest else [])
    return _any_of(
        [
            atom + (f"(?:{gap}(?:{_beginning(following, gap)})?)?" if following else "")
            for atom, following in rests.items()
        ]
    )


# One may begin within another. Possessive: there is one way to read a text, so none is tried twice.
_UNDECIDED = re.compile(
    f"(?:{_HEAD}{_INSIDE}(?:{_CLOSING}{_GAP})?"
    f"|{_beginning([_bracketed(name) for name in _NAMES], _GAP)}"
    f"|{_BARE_HEAD}{_NARROW_GAP}[ \t]?(?:[:：][ \t]?{_CODE})?"
    f"|{_NOT_IN_A_WORD}{_beginning([_bare(name) for name in _NAMES], _NARROW_GAP)}"
    ")++\\Z"
)
# What a marker begins with.
_FIRST = re.compile(f"{_OPENING}|{_any_of(sorted({_letter(name[0]) for name in _NAMES}))}")
_LONGEST_UNDECIDED = 200
# At the end of a reply this much of a marker is one that was cut off.
_CUT_OFF = re.compile(
    _any_of(
        [_GAP.join(_bracketed(name)[:6]) for name in _NAMES]
        + [_NARROW_GAP.join(_bare(name)[: name.index("_") + 2]) for name in _NAMES]
    )
    + ".*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Markers:
    """The markers of one turn, each with a random part that nobody can know beforehand.

    Attributes:
        step_done: at the very end of a reply: the step has done its work.
        danger: at the very beginning of one: the person is in acute danger.
    """

    step_done: str
    danger: str


def new_markers() -> Markers:
    """The markers for one turn."""
    return Markers(step_done=_new(STEP_DONE), danger=_new(DANGER))


def _new(name: str) -> str:
    return f"[[{name}:{secrets.token_hex(3)}]]"


class MarkerSigns:
    """Puts a sign in place of each marker in a stream of text, also of one that another was hidden in."""

    def __init__(self, markers: Markers) -> None:
        self._signs = {markers.step_done: DONE_STOOD, markers.danger: DANGER_STOOD}
        self._undecided = ""

    def feed(self, text: str) -> str:
        """The text up to what may still become a marker."""
        if not self._undecided and not _FIRST.search(text):
            return text
        text = self._undecided + text
        while True:
            undecided = _UNDECIDED.search(text, max(0, len(text) - _LONGEST_UNDECIDED))
            end = undecided.start() if undecided else len(text)
            decided, count = _MARKER.subn(self._sign, text[:end])
            if not count:
                self._undecided = text[end:]
                return decided
            text = decided + text[end:]

    def finish(self) -> str:
        """What was held back and is no marker."""
        return _CUT_OFF.sub("", self._undecided)

    def _sign(self, marker: re.Match[str]) -> str:
        return self._signs.get(marker["marker"], OTHER_STOOD)
