"""One spelling for what people write in many: the view of a message that safety rules read.

Nothing here is stored, shown or sent to a model; the person's own text stays as it was written.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

_TABLES: Final = tomllib.loads((Path(__file__).parent / "data" / "spelling.toml").read_text("utf-8"))

_CJK: Final = "\u3400-\u9fff\uf900-\ufaff"
_SEPARATORS: Final = r"[ \t.,*\-_/·~|+•…、]"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_WORD: Final = 40
_LONGEST_RUN: Final = 64
_SHORTEST_RUN: Final = 7

# Letters of other scripts as the Latin ones that they look like, traditional characters simplified.
LOOK_ALIKES: Final[dict[int, str]] = {
    **{ord(source): target for source, target in _TABLES["homoglyphs"].items()},
    **{
        ord(source): target
        for source, target in zip(_TABLES["traditional"], _TABLES["simplified"], strict=True)
    },
}
_EMOJI: Final[dict[int, str]] = {ord(sign): f" {word} " for sign, word in _TABLES["emoji"].items()}
_LEET: Final = [str.maketrans(_TABLES["leet"]["symbols"], letters) for letters in _TABLES["leet"]["readings"]]
_WORDS: Final[dict[str, str]] = _TABLES["words"]
_COMMON: Final[frozenset[str]] = frozenset(_TABLES["common"].split())
_SENSITIVE: Final[frozenset[str]] = frozenset(_TABLES["sensitive"].split())
_KNOWN: Final = _COMMON | _SENSITIVE | frozenset(_WORDS)
_REAL_WORDS: Final[frozenset[str]] = frozenset(_TABLES["not_misspelled"].split())

_WHOLE: Final = _KNOWN | _REAL_WORDS

_SINGLES_AFTER: Final = re.compile(f"(?<=[{_CJK}]){_SEPARATORS}{{1,3}}(?=[{_CJK}](?![{_CJK}]))")
_SINGLES_BEFORE: Final = re.compile(
    f"(?:(?<=^[{_CJK}])|(?<=[^{_CJK}][{_CJK}])){_SEPARATORS}{{1,3}}(?=[{_CJK}])"
)
_SPACE_BETWEEN_CJK: Final = re.compile(f"(?<=[{_CJK}])[ \t]+(?=[{_CJK}])")
# Combining marks, and control, zero-width, direction and variation characters; line breaks stay.
_UNSEEN: Final = re.compile(
    r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061c\u064b-\u065f"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff9-\uffff\U000e0000-\U000e0fff]+"
)
_APOSTROPHE: Final = re.compile(r"[\u2018\u2019\u201b\u02bc\u02b9\u2032\u0060\u00b4\uff07]")
_QUOTE: Final = re.compile(r"[\"\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c-\u300f\u2033]|(?<!\w)'|'(?!\w)")
_TITLE: Final = re.compile(r"\u300a[^\u300b]{0,60}\u300b")
_LETTER_BY_LETTER: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-_*/~|+]{1,2}[^\W\d_](?![^\W_])){2,}")
_DOTTED: Final = re.compile(r"[a-z']{2,}(?:\.[a-z']+){2,}\W*|[a-z']+(?:\.[a-z']{2,}){2,}\W*")
_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_HARD_BREAK: Final = re.compile(r"[.!?\u3002;\u2026\n\r\u061f\u00a1\u00bf]+")
_SOFT_BREAK: Final = re.compile(r"[,\u3001:()\[\]{}\u2014\u2013]+|(?<= )-+(?= )")
_OTHER: Final = re.compile(rf"[^\w\s.,\"{_CJK}]+|_+")
_TWO_FOR_TO: Final = re.compile(r"\b(want|going|ready|need|have|trying|about) 2 (?=[a-z])")
_SPACES: Final = re.compile(r"\s+")


def normalize(text: str) -> str:
    """A message as the rules read it: lower case, one spelling, words one space apart.

    Undone on the way: compatibility forms (full width), accents, look-alike letters, zero-width and control
    characters, traditional characters, letters spaced out or doubled, digits and stars for letters, frequent
    misspellings, contractions, words run together. A full stop stands for any end of a sentence, a comma for
    any pause, and a double quote for any quotation mark.

    Args:
        text: what was written, any Unicode.

    Returns:
        The normal form; empty when nothing readable is left.
    """
    plain = _plain_characters(text)
    plain = _TITLE.sub(" , ", plain)
    plain = _SINGLES_AFTER.sub("", plain)
    plain = _SINGLES_BEFORE.sub("", plain)
    plain = _SPACE_BETWEEN_CJK.sub(" , ", plain)
    plain = _QUOTE.sub(' " ', plain)
    plain = _LETTER_BY_LETTER.sub(lambda match: re.sub(r"[\W_]", "", match[0]), plain)
    plain = _STRETCHED.sub(r"\1", plain)
    plain = " ".join(_deciphered(plain.split(" ")))
    plain = _HARD_BREAK.sub(" . ", plain)
    plain = _SOFT_BREAK.sub(" , ", plain)
    plain = _OTHER.sub(" ", plain.replace("'", ""))
    words = " ".join(_respelled(_rejoined(_SPACES.split(plain.strip()))))
    return _TWO_FOR_TO.sub(r"\1 to ", words)


def sentences(normal: str) -> list[str]:
    """The sentences of a normal form, each between single spaces so that a rule can ask for whole words."""
    return [f" {sentence} " for part in f" {normal} ".split(" . ") if (sentence := part.strip())]


def _plain_characters(text: str) -> str:
    plain = _APOSTROPHE.sub("'", text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).translate(_EMOJI)
    plain = plain.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFD", _APOSTROPHE.sub("'", plain).translate(LOOK_ALIKES))
    return _UNSEEN.sub("", plain)


def _deciphered(words: Iterable[str]) -> Iterator[str]:
    """Words with digits, stars or signs among their letters, read as the word they stand for."""
    for word in words:
        if word.isalpha() or len(word) > _LONGEST_WORD:
            yield word
        else:
            yield _decipher(word)


def _decipher(word: str) -> str:
    if _DOTTED.fullmatch(word):
        return word.replace(".", " ")
    core = word.strip(".,;:?\"'()#\n")
    if len(core) < 2 or core.isalpha() or core.isdigit() or not any(c in _LETTERS for c in core):
        return word
    joined = re.sub(r"[^a-z]", "", core)
    if joined in _SENSITIVE and "'" not in core:
        return word.replace(core, joined)
    for table in _LEET:
        read = core.translate(table)
        for candidate in (read, read.rstrip("i")):
            if candidate in _KNOWN or (candidate.isalpha() and _segments(candidate)):
                return word.replace(core, candidate)
    return word.replace(core, _uncensored(core))


def _uncensored(core: str) -> str:
    """`s*icide` read as the one sensitive word that fits, when stars or signs hide up to half of it."""
    if not re.search(r"[*#@$%!x_-]", core) or not re.fullmatch(r"[a-z*#@$%!_\-]{3,}", core):
        return core
    pattern = re.compile("".join("[a-z]" if c not in _LETTERS else c for c in core))
    fitting = [word for word in sorted(_SENSITIVE) if pattern.fullmatch(word)]
    return fitting[0] if fitting else core


def _rejoined(words: list[str]) -> Iterator[str]:
    """Words of which two halves make a sensitive one (`su icide`) put together again."""
    index = 0
    while index < len(words):
        pair = "".join(words[index : index + 2])
        if pair in _SENSITIVE and not set(words[index : index + 2]) <= _COMMON:
            yield pair
            index += 2
        else:
            yield words[index]
            index += 1


def _respelled(words: Iterable[str]) -> Iterator[str]:
    misspelled = _misspellings()
    for word in words:
        if word in _WORDS:
            yield _WORDS[word]
        elif word in misspelled:
            yield misspelled[word]
        elif word.endswith("in") and f"{word}g" in _KNOWN:
            yield f"{word}g"
        elif len(word) >= _SHORTEST_RUN and word not in _WHOLE and word.isascii() and word.isalpha():
            yield " ".join(_WORDS.get(part, part) for part in _segments(word) or [word])
        else:
            yield word


@cache
def _misspellings() -> dict[str, str]:
    """Every string one slip (a letter lost, added, changed, or two swapped) from a long sensitive word."""
    found: dict[str, str] = {}
    for word in sorted(_TABLES["correctable"].split()):
        halves = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
        slips = {a + b[1:] for a, b in halves} | {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
        slips |= {a + c + b[n:] for a, b in halves for c in _LETTERS for n in (0, 1)}
        found.update({slip: word for slip in slips if slip not in _KNOWN and slip not in _REAL_WORDS})
    return found


def _segments(run: str) -> list[str]:
    """A run of letters cut into the fewest known words; empty when it cannot be, or nothing in it matters."""
    if not _SHORTEST_RUN <= len(run) <= _LONGEST_RUN:
        return []
    best: list[list[str] | None] = [[], *([None] * len(run))]
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 14), end):
            before, word = best[start], run[start:end]
            if before is None or word not in _KNOWN:
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = [*before, word]
    cut = best[-1]
    return cut if cut and not _SENSITIVE.isdisjoint(cut) else []
