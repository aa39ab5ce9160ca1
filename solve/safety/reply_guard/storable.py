"""Drops what cannot be stored or must not be shown from a stream of text."""

import re
from typing import Final


class StorableText:
    """Drops control characters but line feed and tab, halves of surrogate pairs, and what is unseen.

    Unseen are characters that turn the direction of what follows, and copies of ASCII that nothing shows but
    programs read. No emoji but some flags, and none of our languages, needs them.
    """

    _UNWANTED: Final = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]")
    _SURROGATE: Final = re.compile("[\ud800-\udfff]")

    def __init__(self) -> None:
        """Starts with nothing written."""
        self._first_half = ""

    def feed(self, chunk: str) -> str:
        """Takes the next piece; returns what may be stored of it."""
        text = self._first_half + chunk
        self._first_half = ""
        if self._SURROGATE.search(text):
            if "\ud800" <= text[-1] <= "\udbff":
                self._first_half, text = text[-1], text[:-1]
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        return self._UNWANTED.sub("", text)
