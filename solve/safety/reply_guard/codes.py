"""Drops encoded text (base64, hexadecimal) from a stream: nothing that a reply says has such long words."""

import re
import string
from typing import Final

_ALPHABET: Final = string.ascii_letters + string.digits + "+"
# A run of the alphabet is let out up to this length, dropped from there on if it has the second one.
_LET_OUT: Final = 24
_DROPPED: Final = 40
_LONG_RUN: Final = re.compile(f"[A-Za-z0-9+]{{{_LET_OUT}}}")


class CodeFilter:
    """Takes them out of one reply. Other alphabets, and codes cut into short words, pass."""

    def __init__(self) -> None:
        """Starts with nothing written."""
        self._tail = ""
        self._length = 0
        self._held: list[str] = []
        self.dropped = False

    def feed(self, text: str) -> str:
        """Takes the next text; returns what is no code."""
        last = self._tail + text
        if self._length < _LET_OUT and not _LONG_RUN.search(last):
            self._tail = last[1 - _LET_OUT :]
            self._length = 0
            return text
        self._length = self._length or len(self._tail) - len(self._tail.rstrip(_ALPHABET))
        self._tail = last[1 - _LET_OUT :]
        return "".join(map(self._feed_character, text))

    def finish(self) -> str:
        """What was held back and turned out too short to be dropped."""
        held, self._held = "".join(self._held), []
        return held

    def _feed_character(self, character: str) -> str:
        if character not in _ALPHABET:
            self._length = 0
            return self.finish() + character
        self._length += 1
        if self._length <= _LET_OUT:
            return character
        self._held.append(character)
        if self._length >= _DROPPED:
            self._held.clear()
            self.dropped = True
        return ""
