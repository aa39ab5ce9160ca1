"""Turns what a person wrote into comparable tokens: words, single Chinese characters, clause ends, emoji."""

import re
import unicodedata
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

SENTENCE_ENDS = frozenset({".", "!", "?"})
CLAUSE_ENDS = SENTENCE_ENDS | {","}

# Before NFKC, which would turn the acute accent into a space and a combining mark.
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′ʹ＇‛", "'"))
_PUNCTUATION = str.maketrans("。；;…\n、：:—–()", ".....,,,,,,,")
# Combining marks, zero-width and directional characters, soft hyphen, variation selectors.
_INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_EMOTICONS = (
    (re.compile(r"(?<!\w)[:=]'?-?\(|(?<!\w)t_t(?!\w)"), "☹"),
    (re.compile(r"(?<!\w)[:=]'?-?\)"), "☺"),
)
# Words in Latin letters keep an inner apostrophe; Chinese characters and symbols stand alone.
_TOKEN = re.compile(r"[a-zßœæ]+(?:'[a-z]+)*|[0-9]+|[^\s'\"]")


@cache
def _simplified() -> dict[int, str]:
    pairs = (DATA / "traditional.txt").read_text(encoding="utf-8").split()
    return {ord(pair[0]): pair[1] for pair in pairs}


def fold(text: str) -> str:
    """Removes differences of writing that carry no feeling.

    These are case, width, accents, invisible characters, the kind of apostrophe, and traditional characters
    (those in `data/traditional.txt`).
    """
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFD", text))
    return text.translate(_simplified())


def tokenize(folded: str) -> list[str]:
    """Splits folded text into words, numbers and single characters.

    The ends of clauses and sentences become those of `CLAUSE_ENDS`, some emoticons a symbol.
    """
    for emoticon, symbol in _EMOTICONS:
        folded = emoticon.sub(symbol, folded)
    return _TOKEN.findall(folded.translate(_PUNCTUATION))
