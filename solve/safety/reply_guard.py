"""A filter between the model's text and everything that is sent or stored.

It takes out the step marker, pieces of the system prompt and characters that cannot be stored, while the text
streams: only what could be the beginning of one of these is held back.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Where a marker stood: these cannot come from the model, since control characters are dropped first.
_EXACT, _OTHER = "\x01", "\x02"
_STOOD = f"[{_EXACT}{_OTHER}]"
# What may stand between two characters of a marker: blanks, Markdown's escapes and emphasis, invisible
# characters, and a marker that was put inside another.
_GAP = f"{_STOOD}?(?:[ \t\n\\\\*`_\u200b-\u200f\u2060\ufeff]{_STOOD}?){{0,4}}"
_OPENING = "[\\[［【]"
_CLOSING = "[\\]］】]"
_INSIDE = "[^\\[\\]［］【】\n]{0,40}"
_NAME = "STEP_DONE"
_FULL_WIDTH = ord("Ａ") - ord("A")
# The underscore is part of the gap, so it may be missing.
_ATOMS = (
    _OPENING,
    _OPENING,
    *(f"[{letter}{letter.lower()}{chr(ord(letter) + _FULL_WIDTH)}]" for letter in _NAME.replace("_", "")),
)
_HEAD = _GAP.join(_ATOMS)
# Closed by its brackets; or broken off after its name or its code.
MARKER_SHAPE = re.compile(
    f"{_HEAD}(?:{_INSIDE}{_CLOSING}(?:{_GAP}{_CLOSING})?|(?:{_GAP}[:：][0-9A-Fa-f]{{0,32}})?)"
)

# Signs before a marker are swallowed with it, so that there is never more than one in a row.
_MARKER = re.compile(f"{_STOOD}*(?P<marker>{MARKER_SHAPE.pattern})")


def _beginning(atoms: Sequence[str]) -> str:
    """A pattern for the longest beginning of a sequence of atoms with gaps between them."""
    rest = f"(?:{_GAP}(?:{_beginning(atoms[1:])})?)?" if len(atoms) > 1 else ""
    return atoms[0] + rest


# One may begin within another. Possessive: there is one way to read a text, so none is tried twice.
_UNDECIDED = re.compile(f"(?:{_HEAD}{_INSIDE}(?:{_CLOSING}{_GAP})?|{_beginning(_ATOMS)})++\\Z")
_LONGEST_UNDECIDED = 200
# At the end of a reply this much of a marker is one that was cut off.
_CUT_OFF = re.compile(f"{_GAP.join(_ATOMS[:6])}.*", re.DOTALL)
_MAY_FOLLOW_MARKER = frozenset(" \t\n\"'`*_~»”’」』)）")


def new_marker() -> str:
    """A marker for one turn, with a random part that nobody can know beforehand."""
    return f"[[{_NAME}:{secrets.token_hex(3)}]]"


@dataclass(frozen=True, slots=True)
class GuardResult:
    """What became of a reply.

    Attributes:
        rest: the text that was still held back and may be sent.
        step_done: whether the model said that the step has done its work.
        leaked: whether the reply held a piece of the system prompt, which was dropped.
        empty: whether nothing but blanks was let through, so that the caller owes the person a sentence.
    """

    rest: str
    step_done: bool
    leaked: bool
    empty: bool


class ReplyGuard:
    """The filter for one reply.

    The step counts as done only if the exact marker is the last thing of the reply, but for blanks, closing
    quotes and emphasis, no piece of the prompt leaked, the text before the marker does not repeat the prompt,
    and the marker does not stand in the person's texts.
    """

    def __init__(self, *, system_prompt: str, marker: str, person_texts: Sequence[str]) -> None:
        """Prepares the filter.

        Args:
            system_prompt: what the model was told and must not repeat.
            marker: this turn's marker, from new_marker().
            person_texts: the person's messages that the model saw.
        """
        self._marker = marker
        self._marker_is_known = any(_letters(marker) in _letters(text) for text in person_texts)
        self._storable = _StorableText()
        self._leaks = _LeakFilter(system_prompt, marker)
        self._undecided = ""
        self._ends_with_marker = False
        self._let_through = False

    def feed(self, chunk: str) -> str:
        """Takes the next piece of the model's text; returns what may be sent now, possibly nothing."""
        decided, self._undecided = self._sign_markers(self._undecided + self._storable.feed(chunk))
        return self._let(decided)

    def finish(self) -> GuardResult:
        """Ends the reply and lets through what was held back for nothing."""
        rest = self._let(_CUT_OFF.sub("", self._undecided)) + self._leaks.finish()
        self._let_through = self._let_through or bool(rest.strip())
        return GuardResult(
            rest=rest,
            step_done=self._ends_with_marker and not self._leaks.leaked and not self._marker_is_known,
            leaked=self._leaks.leaked,
            empty=not self._let_through,
        )

    def _sign_markers(self, text: str) -> tuple[str, str]:
        """Puts a sign in place of each marker, also of one that another was hidden in.

        Returns:
            The text up to what may still become a marker, and that.
        """
        while True:
            undecided = _UNDECIDED.search(text, max(0, len(text) - _LONGEST_UNDECIDED))
            end = undecided.start() if undecided else len(text)
            decided, count = _MARKER.subn(self._sign, text[:end])
            if not count:
                return decided, text[end:]
            text = decided + text[end:]

    def _sign(self, marker: re.Match[str]) -> str:
        return _EXACT if marker["marker"] == self._marker else _OTHER

    def _let(self, text: str) -> str:
        """Lets a text through the leak filter and notes the markers that stood in it."""
        released = ""
        for piece in re.split(f"({_STOOD})", text):
            if re.fullmatch(_STOOD, piece):
                self._ends_with_marker = piece == _EXACT and not self._leaks.is_repeating
            else:
                self._ends_with_marker = self._ends_with_marker and _MAY_FOLLOW_MARKER.issuperset(piece)
                released += self._leaks.feed(piece)
        self._let_through = self._let_through or bool(released.strip())
        return released


class _StorableText:
    """Drops control characters but line feed and tab, and surrogates without their other half."""

    _CONTROL = dict.fromkeys(code for code in range(0x20) if chr(code) not in "\n\t")
    _SURROGATE = re.compile("[\ud800-\udfff]")

    def __init__(self) -> None:
        self._first_half = ""

    def feed(self, chunk: str) -> str:
        text = self._first_half + chunk.translate(self._CONTROL)
        self._first_half = ""
        if not self._SURROGATE.search(text):
            return text
        if "\ud800" <= text[-1] <= "\udbff":
            self._first_half, text = text[-1], text[:-1]
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


# A piece of the prompt is recognised by this many letters and digits in a row, and held back from there on.
_RECOGNISED = 20
# A piece with this many is dropped, or with as many as any stretch of the prompt of this length has; both are
# well under the 60 characters that must never get out.
_DROPPED = 40
_STRETCH = 50


@lru_cache(maxsize=8192)
def _letters_of_character(character: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", character).casefold()))


def _letters(text: str) -> str:
    """The letters and digits of a text, without case, accents, width and everything in between."""
    return "".join(map(_letters_of_character, text))


class _LeakFilter:
    """Drops the pieces of a prompt from a stream of text, also reversed or in rot13.

    A window of letters repeats the prompt if it is one of its windows; a longer piece is a row of such
    windows. Other encodings (base64) and translations of the prompt are not recognised.
    """

    def __init__(self, prompt: str, marker: str) -> None:
        # Shared by all turns with this prompt, but for the marker that each has of its own.
        self._index = _index_of(prompt.replace(marker, _ANY_MARKER))
        self._limit = self._index.limit
        self._own = self._index.text_around(_letters(marker))
        self._received = self._let_out = self._before_held = _Repetition()
        self._held: list[str] = []
        self.leaked = False

    @property
    def is_repeating(self) -> bool:
        """Whether the text received last is a piece of the prompt, perhaps too short to be dropped."""
        return self._received.length > 0

    def feed(self, text: str) -> str:
        """Takes the next text; returns what is no piece of the prompt."""
        if not self._held and self._let_out is self._received:
            letters = self._received.tail + _letters(text)
            if not any(map(self._is_window, _windows(letters))):
                self._received = self._let_out = _Repetition(letters[1 - _RECOGNISED :])
                return text
        return "".join(map(self._feed_character, text))

    def finish(self) -> str:
        """What was held back and turned out too short to be dropped."""
        held, self._held = "".join(self._held), []
        return held

    def _is_window(self, window: str) -> bool:
        return window in self._index or window in self._own

    def _feed_character(self, character: str) -> str:
        letters = _letters_of_character(character)
        is_same = self._let_out is self._received
        self._received = self._received.followed_by(letters, self._is_window)
        let_out = self._received if is_same else self._let_out.followed_by(letters, self._is_window)
        if max(self._received.length, let_out.length) >= self._limit:
            self.leaked = True
            if self._held:
                self._let_out = self._before_held
                self._held.clear()
            return ""
        if not self._held:
            self._before_held = self._let_out
        self._let_out = let_out
        self._held.append(character)
        return "" if let_out.length else self.finish()


def _windows(letters: str) -> Iterator[str]:
    """Every run of _RECOGNISED letters, from first to last."""
    return (letters[end - _RECOGNISED : end] for end in range(_RECOGNISED, len(letters) + 1))


# Stands in a prompt's index for the marker of each turn.
_ANY_MARKER = f"[[{_NAME}:000000]]"
# Places of the table that tells most windows from a prompt's at once; it has some 10,000.
_PLACES = 1 << 17
# Prompts in use: steps, languages, emotions and exchanges. Each index takes some 150 kB.
_PROMPTS = 128


class _PromptIndex:
    """The windows of one prompt, as it is and in its other forms.

    A set of them would take most of a megabyte. A table of their hashes refuses nearly all others, and the
    rest is looked up in the text.
    """

    def __init__(self, prompt: str) -> None:
        # Markers are taken out of what comes here unless they are cut off: so the prompt with and without.
        unmarked = MARKER_SHAPE.sub("", prompt)
        self._letters = _letters(prompt)
        # Between two texts a blank: no window has one.
        self._text = " ".join((self._letters, _letters(unmarked), *_other_forms(self._letters)))
        self._table = bytearray(_PLACES)
        for window in _windows(self._text):
            self._table[hash(window) % _PLACES] = 1
        self.limit = min(_limit_for(prompt), _limit_for(unmarked))
        self._around_markers = " ".join(
            self._letters[max(0, found.start() + 1 - _RECOGNISED) : found.end() + _RECOGNISED - 1]
            for found in re.finditer(_letters(_ANY_MARKER), self._letters)
        )

    def __contains__(self, window: str) -> bool:
        return self._table[hash(window) % _PLACES] == 1 and window in self._text

    def text_around(self, marker: str) -> str:
        """What has all windows that hold a piece of a turn's own marker.

        Args:
            marker: its letters.
        """
        around = self._around_markers.replace(_letters(_ANY_MARKER), marker)
        return " ".join((around, *_other_forms(around)))


@lru_cache(maxsize=_PROMPTS)
def _index_of(prompt: str) -> _PromptIndex:
    return _PromptIndex(prompt)


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ROT13 = str.maketrans(_ALPHABET, _ALPHABET[13:] + _ALPHABET[:13])


def _other_forms(letters: str) -> tuple[str, str]:
    """Letters as models disguise them: reversed and in rot13."""
    return letters[::-1], letters.translate(_ROT13)


def _limit_for(prompt: str) -> int:
    """How many letters and digits in a row of this prompt make a piece to drop.

    Fewer than usual where a stretch of the prompt is mostly blanks and signs, so that none gets out whole;
    but a stretch without letters is no secret.
    """
    counts = [len(_letters_of_character(character)) for character in prompt]
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
            repeats = is_window(window)
            length = (length + 1 if length else _RECOGNISED) if repeats else 0
            tail = window[1 - _RECOGNISED :]
        return _Repetition(tail, length) if letters else self
