"""Drops encoded text (base64, hexadecimal) from a stream."""

import re
import string
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

_ALPHABET: Final = string.ascii_letters + string.digits + "+"
# A run of the alphabet is let out up to the first length; more is held back until the end of the run has the
# second one, and dropped, with the rest of the run, if that end stands for text.
_LET_OUT: Final = 24
_LOOKED_AT: Final = 40
_LONG_RUN: Final = re.compile(f"[A-Za-z0-9+]{{{_LET_OUT}}}")
_HEXADECIMAL: Final = re.compile("[0-9a-fA-F]+")
# Of the 20 to 30 bytes that such a piece stands for, so many characters at its ends may be cut in pieces; of
# any other run's bytes more than a third are no text.
_CUT: Final = 3


class CodeFilter:
    """Takes them out of one reply. Other alphabets, and codes cut into short words, pass."""

    def __init__(self) -> None:
        """Starts with nothing written."""
        self._tail = ""
        self._length = 0
        self._held: list[str] = []
        self._is_dropping = False
        self.dropped = False

    def feed(self, text: str) -> str:
        """Takes the next text; returns what is no code."""
        last = self._tail + text
        if self._length < _LET_OUT and not _LONG_RUN.search(last):
            self._tail = last[1 - _LOOKED_AT :]
            self._length = 0
            return text
        run = len(self._tail) - len(self._tail.rstrip(_ALPHABET))
        self._length = self._length or run
        return "".join(map(self._feed_character, text))

    def finish(self) -> str:
        """What was held back and turned out too short to be dropped."""
        held, self._held = "".join(self._held), []
        return held

    def _feed_character(self, character: str) -> str:
        self._tail = (self._tail + character)[-_LOOKED_AT:]
        if character not in _ALPHABET:
            self._length = 0
            self._is_dropping = False
            return self.finish() + character
        self._length += 1
        if self._is_dropping:
            return ""
        if self._length <= _LET_OUT:
            return character
        self._held.append(character)
        if len(self._held) < _LOOKED_AT - _LET_OUT:
            return ""
        if not _is_code(self._tail):
            return self.finish()
        self._held.clear()
        self._is_dropping = self.dropped = True
        return ""


def _is_code(piece: str) -> bool:
    """Whether a piece of a run stands for text."""
    return any(map(_is_text, _decoded(piece)))


def _decoded(piece: str) -> Iterator[bytes]:
    """The bytes that a piece stands for, wherever in a group of characters it begins."""
    for start in range(4):
        yield b64decode(piece[start : start + (len(piece) - start) // 4 * 4])
    if _HEXADECIMAL.fullmatch(piece):
        for start in range(2):
            yield bytes.fromhex(piece[start : start + (len(piece) - start) // 2 * 2])


def _is_text(data: bytes) -> bool:
    return sum(map(_is_no_letter, data.decode(errors="replace"))) <= _CUT


def _is_no_letter(character: str) -> bool:
    return character == "\ufffd" or not (character.isprintable() or character.isspace())
