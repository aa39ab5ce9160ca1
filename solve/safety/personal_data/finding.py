"""What a detector reports: a piece of personal data and where it stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar


class Kind(StrEnum):
    """The type of a piece of personal data, as its placeholder names it."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    CARD = "CARD"
    IBAN = "IBAN"
    ID = "ID"
    ADDRESS = "ADDRESS"
    HANDLE = "HANDLE"
    IP = "IP"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of personal data stands in a text; it holds nothing of the text.

    Attributes:
        kind: its type.
        start: the index of its first character.
        end: the index after its last character.
    """

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding(Span):
    """A piece of personal data in a normalised text.

    Attributes:
        value: its canonical form: two findings of one kind with the same value are the same datum.
    """

    value: str


S = TypeVar("S", bound=Span)


def moved(spans: Iterable[S], by: int) -> Iterator[S]:
    """The spans, which stand that many characters further to the right."""
    return (replace(span, start=span.start + by, end=span.end + by) for span in spans)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans of one text have a character in common."""
    return one.start < other.end and other.start < one.end


# No pattern of this package takes it for a letter, a digit, a blank or a separator.
FILLER = "\x00"


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the given (start, end) spans filled, at the same length: no rule sees them any more."""
    pieces = []
    shown = 0
    for start, end in sorted(spans):
        begin = max(start, shown)
        pieces += [text[shown:begin], FILLER * max(0, end - begin)]
        shown = max(shown, end)
    return "".join(pieces) + text[shown:]


def near(hint: re.Pattern[str], radius: int, text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each part of a text within radius characters of a match of hint."""
    part: tuple[int, int] | None = None
    for match in hint.finditer(text):
        start, end = max(0, match.start() - radius), min(len(text), match.end() + radius)
        if part and start <= part[1]:
            start = part[0]
        elif part:
            yield part
        part = start, end
    if part:
        yield part


def compact(text: str) -> str:
    """The letters and digits of a text in lower case: the canonical form of most identifiers."""
    return "".join(filter(str.isalnum, text)).casefold()


def digits_in(text: str) -> str:
    """The digits of a text, without what separates them."""
    return "".join(filter(str.isdigit, text))
