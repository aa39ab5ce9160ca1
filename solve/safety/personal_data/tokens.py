"""The tokens of a normalised text."""

import re
from dataclasses import dataclass
from typing import Final

from solve.safety.personal_data.finding import FILLER

_HAN: Final = "\u3400-\u9fff"
_TOKEN: Final = re.compile(rf"\d+|[^\W\d_{_HAN}]+(?:'[^\W\d_{_HAN}]{{1,24}}){{0,4}}|{FILLER}+|[^ ]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits, a Chinese character, a sign, a line end or a hidden part.

    Attributes:
        start: the index of its first character.
        end: the index after its last character.
        text: what it is.
        is_apart: whether a blank, a line end or nothing stands before it.
    """

    start: int
    end: int
    text: str
    is_apart: bool


def tokens_of(text: str) -> list[Token]:
    """The tokens of a normalised text, in order; blanks are none."""
    return [
        Token(*match.span(), match.group(), match.start() == 0 or text[match.start() - 1] in " \n")
        for match in _TOKEN.finditer(text)
    ]
