"""A normalised view of a text that remembers where in the original each of its characters came from.

Full-width forms, other scripts' digits, invisible characters, odd dashes and spelled-out digits would let
personal data slip past the rules; so they read this view, and what they find is replaced in the original.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from solve.safety.personal_data import spoken

_DASHES = frozenset("‐‑‒–—―−﹘﹣－ー")
_APOSTROPHES = frozenset("’‘ʼ´")
# Patterns that ignore case take them for an i, and lower() does not.
_TURKISH_I = {"ı": "i", "İ": "I"}
_LINE_ENDS = frozenset("\n\r\u2028\u2029")
# Format characters (zero-width, bidirectional, soft hyphen), and enclosing marks such as a keycap's frame.
_INVISIBLE_CATEGORIES = frozenset({"Cf", "Me"})
_INVISIBLE = frozenset("\u034f\u115f\u1160\u3164") | {chr(code) for code in range(0xFE00, 0xFE10)}

# Characters that are their own normal form, which most texts mostly consist of; the last one of a run is left
# to the slow path, for marks may follow it.
_PLAIN = re.compile(
    r"[\n -~\u00c0-\u00ff\u3001\u3002\u4e00-\u9fff]*(?=[\n -~\u00c0-\u00ff\u3001\u3002\u4e00-\u9fff]|\Z)"
)

# 幺 (yāo) is how 1 is read in phone numbers; 洞, 拐 and 勾 are how soldiers read 0, 7 and 9 (their 两 is
# an everyday word); the longer characters are the financial ones.
_CHINESE_DIGITS = dict(
    zip("〇零一二三四五六七八九幺洞拐勾壹贰叁肆伍陆柒捌玖", "001234567891079123456789", strict=True)
)

# Seven digits is the shortest phone number worth finding; shorter runs are words.
_HAN = "".join(_CHINESE_DIGITS)
# A comma joins only what is in characters: behind the digits of a number a clause may begin with "三个月".
_JOINT = rf"(?:[ -]?|(?<=[{_HAN}])[,、](?=[{_HAN}]))"
_CHINESE_RUN = re.compile(rf"(?=[\d ,、-]{{0,19}}[{_HAN}])[\d{_HAN}](?:{_JOINT}[\d{_HAN}]){{6,18}}")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """The view.

    Attributes:
        text: the normalised text.
        starts: for each of its characters, the index in the original where that character's source begins.
        ends: likewise, the index after that source.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The (start, end) in the original of the non-empty span from start to end in the view."""
        return self.starts[start], self.ends[end - 1]


def normalise(original: str) -> NormalisedText:
    """The normalised view of a text, with spelled-out digits turned into digits."""
    view = _by_character(original)
    view = _replace_runs(view, spoken.RUN, spoken.digits_of)
    return _replace_runs(view, _CHINESE_RUN, _chinese_as_digits)


def _by_character(original: str) -> NormalisedText:
    if original.isascii():
        return NormalisedText(original, tuple(range(len(original))), tuple(range(1, len(original) + 1)))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(original):
        plain = _PLAIN.match(original, position)
        if plain and plain.end() > position:
            pieces.append(plain.group())
            starts.extend(range(*plain.span()))
            ends.extend(range(position + 1, plain.end() + 1))
            position = plain.end()
            continue
        end = position + 1
        while end < len(original) and _belongs_to_previous(original[end]):
            end += 1
        piece = _normal_form(original[position:end])
        pieces.append(piece)
        starts.extend(repeat(position, len(piece)))
        ends.extend(repeat(end, len(piece)))
        position = end
    return NormalisedText("".join(pieces), tuple(starts), tuple(ends))


def _belongs_to_previous(character: str) -> bool:
    return unicodedata.combining(character) != 0 or _is_invisible(character)


def _is_invisible(character: str) -> bool:
    return character in _INVISIBLE or unicodedata.category(character) in _INVISIBLE_CATEGORIES


@lru_cache(maxsize=8192)
def _normal_form(source: str) -> str:
    """The normal form of one character with the marks that belong to it; empty for an invisible one."""
    visible = "".join(character for character in source if not _is_invisible(character))
    return "".join(map(_plain_character, unicodedata.normalize("NFKC", visible)))


def _plain_character(character: str) -> str:
    if character in _LINE_ENDS:
        return "\n"
    if character in _DASHES:
        return "-"
    if character in _APOSTROPHES:
        return "'"
    if character.isspace():
        return " "
    if character in _TURKISH_I:
        return _TURKISH_I[character]
    if unicodedata.category(character) == "Cs":
        return "\ufffd"  # half of a surrogate pair, which CRFsuite cannot encode
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _replace_runs(
    view: NormalisedText, pattern: re.Pattern[str], replacement: Callable[[str], str | None]
) -> NormalisedText:
    """The view with those matches replaced that have a replacement, whose source is the whole match."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in pattern.finditer(view.text):
        digits = replacement(match.group())
        if digits is None:
            continue
        first, last = view.original_span(*match.span())
        pieces += [view.text[done : match.start()], digits]
        starts += [*view.starts[done : match.start()], *repeat(first, len(digits))]
        ends += [*view.ends[done : match.start()], *repeat(last, len(digits))]
        done = match.end()
    if not done:
        return view
    return NormalisedText(
        "".join(pieces) + view.text[done:],
        (*starts, *view.starts[done:]),
        (*ends, *view.ends[done:]),
    )


def _chinese_as_digits(run: str) -> str:
    return "".join(_CHINESE_DIGITS.get(character, character) for character in run if character not in ",、")
