"""Drops pieces of a prompt from a stream of text, however they are dressed up."""

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from solve.safety.reply_guard.letters import is_plain, letters_of, letters_of_unit, units_of
from solve.safety.reply_guard.markers import MARKER_SHAPE

# A piece of the prompt is recognised by this many letters in a row, and held back from there on.
_RECOGNISED: Final = 20
# A piece with this many is dropped, or with as many as any stretch of the prompt of this many characters has:
# no 60 characters may ever get out.
_DROPPED: Final = 36
_STRETCH: Final = 58
# After shorter pieces with this many together every piece is dropped: so much is no chance.
_LET_OUT_IN_ALL: Final = 80


class LeakFilter:
    """Drops the pieces of a prompt from one reply, also reversed or in rot13.

    A window of letters repeats the prompt if it is one of its windows; a longer piece is a row of such
    windows. Translations of the prompt, and its words in another order, are not recognised.
    """

    def __init__(self, prompt: str, markers: Sequence[str]) -> None:
        """Prepares the filter.

        Args:
            prompt: what must not be repeated.
            markers: those of this turn, which stand in the prompt.
        """
        # Shared by all turns with this prompt, but for its numbers, which are no letters, and the markers.
        self._index = _index_of(_without_codes(prompt, markers))
        self._limit = self._index.limit
        self._own = self._index.around_markers(markers)
        self._received = self._let_out = self._before_held = _Repetition()
        self._held: list[str] = []
        self._begun_unit = ""
        self._repeated = 0
        self.leaked = False

    @property
    def is_repeating(self) -> bool:
        """Whether the text received last is a piece of the prompt, perhaps too short to be dropped."""
        return self._received.length > 0

    def feed(self, text: str) -> str:
        """Takes the next text; returns what is no piece of the prompt."""
        is_untouched = not self._held and not self._begun_unit and self._let_out is self._received
        if is_untouched and is_plain(text):
            letters = self._received.tail + letters_of(text)
            if not any(map(self._is_window, _windows(letters))):
                self._received = self._let_out = _Repetition(letters[1 - _RECOGNISED :])
                return text
        units, self._begun_unit = units_of(self._begun_unit + text)
        return "".join(map(self._feed_unit, units))

    def finish(self) -> str:
        """What was held back and turned out too short to be dropped."""
        rest = "".join(map(self._feed_unit, self._begun_unit))
        self._begun_unit = ""
        return rest + self._release()

    def _is_window(self, window: str) -> bool:
        return window in self._index or window in self._own

    def _feed_unit(self, unit: str) -> str:
        letters = letters_of_unit(unit)
        is_same = self._let_out is self._received
        self._received = self._received.followed_by(letters, self._is_window)
        let_out = self._received if is_same else self._let_out.followed_by(letters, self._is_window)
        if max(self._received.length, let_out.length) >= self._limit:
            self._limit = _RECOGNISED
            self.leaked = True
            if self._held:
                self._let_out = self._before_held
                self._held.clear()
            return ""
        if not self._held:
            self._before_held = self._let_out
        self._repeated += 0 if let_out.length else self._let_out.length
        self._let_out = let_out
        self._held.append(unit)
        if self._repeated >= _LET_OUT_IN_ALL:
            self._limit = _RECOGNISED
        return "" if let_out.length else self._release()

    def _release(self) -> str:
        held, self._held = "".join(self._held), []
        return held


def _windows(letters: str) -> Iterator[str]:
    """Every run of _RECOGNISED letters, from first to last."""
    return (letters[end - _RECOGNISED : end] for end in range(_RECOGNISED, len(letters) + 1))


# Places of the table that tells most windows from a prompt's at once; it has some 10,000.
_PLACES: Final = 1 << 17
# Prompts in use: five steps, three languages, five emotions, with or without care. Each takes some 150 kB,
# and 5 ms to make.
_PROMPTS: Final = 150
# Characters around a marker that may be in one window with a piece of it.
_AROUND: Final = _STRETCH


def _any_code(marker: str) -> str:
    """What stands in a prompt's index for a marker of each turn."""
    return re.sub(":[0-9a-f]+", ":aaaaaa", marker)


def _without_codes(prompt: str, markers: Sequence[str]) -> str:
    for marker in markers:
        prompt = prompt.replace(marker, _any_code(marker))
    return re.sub("[0-9]", "0", prompt)


class _PromptIndex:
    """The windows of one prompt, as it is and in its other forms.

    A set of them would take most of a megabyte. A table of their hashes refuses nearly all others, and the
    rest is looked up in the text.
    """

    def __init__(self, prompt: str) -> None:
        # Markers are taken out of what comes here unless they are cut off: so the prompt with and without.
        unmarked = MARKER_SHAPE.sub("", prompt)
        self._text = " ".join((*_forms(prompt), letters_of(unmarked)))
        self._table = bytearray(_PLACES)
        for window in _windows(self._text):
            self._table[hash(window) % _PLACES] = 1
        self.limit = min(_limit_for(prompt), _limit_for(unmarked))
        self._around = [
            prompt[max(0, marker.start() - _AROUND) : marker.end() + _AROUND]
            for marker in MARKER_SHAPE.finditer(prompt)
        ]

    def __contains__(self, window: str) -> bool:
        return self._table[hash(window) % _PLACES] == 1 and window in self._text

    def around_markers(self, markers: Sequence[str]) -> str:
        """What has all windows that hold a piece of a turn's own markers."""
        return " ".join(form for text in self._around for form in _forms(_with_codes(text, markers)))


def _with_codes(text: str, markers: Sequence[str]) -> str:
    for marker in markers:
        text = text.replace(_any_code(marker), marker)
    return text


@lru_cache(maxsize=_PROMPTS)
def _index_of(prompt: str) -> _PromptIndex:
    return _PromptIndex(prompt)


def _forms(text: str) -> tuple[str, str, str]:
    """The letters of a text as they are, and as models disguise them: reversed and in rot13.

    Between two texts a blank: no window has one.
    """
    letters = letters_of(text)
    return letters, letters[::-1], letters_of(codecs.encode(text, "rot13"))


def _limit_for(prompt: str) -> int:
    """How many letters in a row of this prompt make a piece to drop.

    Fewer than usual where a stretch of the prompt is mostly blanks and signs, so that none gets out whole;
    but a stretch without letters is no secret.
    """
    counts = [len(letters_of_unit(character)) for character in prompt]
    in_stretch = sum(counts[:_STRETCH])
    fewest = in_stretch
    for index in range(_STRETCH, len(counts)):
        in_stretch += counts[index] - counts[index - _STRETCH]
        fewest = min(fewest, in_stretch)
    return min(_DROPPED, max(fewest, _RECOGNISED))


@dataclass(frozen=True, slots=True)
class _Repetition:
    """How far the end of a text repeats the prompt.

    Attributes:
        tail: its last letters, one fewer than make a window.
        length: the letters of the piece that it ends with; 0 if it does not end with a whole window.
    """

    tail: str = ""
    length: int = 0

    def followed_by(self, letters: str, is_window: Callable[[str], bool]) -> "_Repetition":
        """The same after more letters."""
        tail, length = self.tail, self.length
        for letter in letters:
            window = tail + letter
            repeats = len(window) == _RECOGNISED and is_window(window)
            length = (length + 1 if length else _RECOGNISED) if repeats else 0
            tail = window[1 - _RECOGNISED :]
        return _Repetition(tail, length) if letters else self
