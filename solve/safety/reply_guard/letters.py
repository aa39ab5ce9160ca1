"""The letters of a text, however they are dressed up: the view in which pieces of a prompt are recognised.

Case, accents, width, scripts that look Latin, invisible characters, digits, signs and blanks do not count.
What HTML, JSON and addresses make of a character is read as that character, and HTML's tags are no text.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from solve.safety.normalize import LOOK_ALIKES

# Letters by their category, but blank: the fillers of Korean syllables.
_FILLERS: Final = "\u115f\u1160"
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
# What Unicode has no compatibility form for: small capitals, letters in squares and of flags.
_DRESSED: Final = str.maketrans(
    {
        **dict.fromkeys(_FILLERS, ""),
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
        **{
            chr(first + i): letter
            for first in (0x1F150, 0x1F170, 0x1F1E6)
            for i, letter in enumerate(_ALPHABET)
        },
    }
)
# Copies of ASCII that nothing shows.
_TAGS: Final = range(0xE0020, 0xE007F)

_CODE_UNITS: Final = (
    r"\\+(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrt])",
    r"&(?:amp;)*(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w{1,24});",
    r"%(?:[0-7][0-9A-Fa-f]|[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3})",
    r"</?[A-Za-z]\w{0,9}(?:[ ][^<>\n]{0,24})?/?>",
)
_UNIT: Final = re.compile("|".join((*_CODE_UNITS, ".")), re.DOTALL)
_BEGUN_UNIT: Final = re.compile(
    r"(?:\\+(?:u[0-9A-Fa-f]{0,3}|x[0-9A-Fa-f]?)?"
    r"|&(?:amp;)*(?:\#[xX]?[0-9A-Fa-f]{0,7}|\w{0,25})"
    r"|%(?:[0-9A-Fa-f]?|[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){0,2}(?:%[0-9A-Fa-f]?)?)"
    r"|</?(?:[A-Za-z]\w{0,9}(?:[ ][^<>\n]{0,24})?/?)?)\Z"
)
_SIGNS_OF_CODE: Final = re.compile(r"[\\&%<]")
_LONGEST_UNIT: Final = 60


def letters_of(text: str) -> str:
    """The letters of a text that is complete."""
    if not _SIGNS_OF_CODE.search(text):
        return "".join(map(_letters_of_character, text))
    return "".join(map(letters_of_unit, _UNIT.findall(text)))


def units_of(text: str) -> tuple[list[str], str]:
    """A text that goes on, cut into characters and what stands for one.

    Returns:
        The units, and the end of the text that may be the beginning of one.
    """
    begun = _BEGUN_UNIT.search(text, max(0, len(text) - _LONGEST_UNIT))
    end = begun.start() if begun else len(text)
    return _UNIT.findall(text[:end]), text[end:]


def is_plain(text: str) -> bool:
    """Whether each character of a text stands for itself."""
    return _SIGNS_OF_CODE.search(text) is None


@lru_cache(maxsize=8192)
def letters_of_unit(unit: str) -> str:
    """The letters of one unit: of a character, or of the code for one."""
    if len(unit) == 1:
        return _letters_of_character(unit)
    if unit[0] == "<":
        return ""
    return "".join(map(_letters_of_character, _decoded(unit)))


def _decoded(unit: str) -> str:
    if unit[0] == "%":
        return unquote(unit, errors="ignore")
    if unit[0] == "&":
        return html.unescape("&" + re.sub("^&(?:amp;)*", "", unit))
    code = unit.lstrip("\\")
    return chr(int(code[1:], 16)) if len(code) > 1 else " "


@lru_cache(maxsize=8192)
def _letters_of_character(character: str) -> str:
    if ord(character) in _TAGS:
        character = chr(ord(character) - 0xE0000)
    plain = unicodedata.normalize("NFKD", character).translate(_DRESSED).casefold().translate(LOOK_ALIKES)
    return "".join(filter(str.isalpha, plain))
