"""Numbers in words, as people say a phone or a card: digit by digit, in pairs, with "double" and "triple"."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

_UNITS: Final = {
    word: value
    for value, words in enumerate(
        (
            "zero oh nought cero",
            "one uno",
            "two dos",
            "three tres",
            "four cuatro",
            "five cinco",
            "six seis",
            "seven siete",
            "eight ocho",
            "nine nueve",
            "ten diez",
            "eleven once",
            "twelve doce",
            "thirteen trece",
            "fourteen catorce",
            "fifteen quince",
            "sixteen dieciséis dieciseis",
            "seventeen diecisiete",
            "eighteen dieciocho",
            "nineteen diecinueve",
            "veinte",
            "veintiuno",
            "veintidós veintidos",
            "veintitrés veintitres",
            "veinticuatro",
            "veinticinco",
            "veintiséis veintiseis",
            "veintisiete",
            "veintiocho",
            "veintinueve",
        )
    )
    for word in words.split()
}
_ENGLISH_TENS: Final = {
    word: 10 * value
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_SPANISH_TENS: Final = {
    word: 10 * value
    for value, word in enumerate(
        ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"), 3
    )
}
_HUNDREDS: Final = {
    "ciento": 100,
    "cien": 100,
    **{
        word: 100 * value
        for value, word in enumerate(
            (
                "doscientos",
                "trescientos",
                "cuatrocientos",
                "quinientos",
                "seiscientos",
                "setecientos",
                "ochocientos",
                "novecientos",
            ),
            2,
        )
    },
}
_VALUES: Final = _UNITS | _ENGLISH_TENS | _SPANISH_TENS | _HUNDREDS
_TIMES: Final = {"double": 2, "doble": 2, "triple": 3}
_HUNDRED: Final = "hundred"


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words; by their first letters, which is three times as fast."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(word[1:])
    branches = (f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?=[{''.join(by_letter)}])(?:{'|'.join(branches)})"


_WORD: Final = rf"{_any_of((*_VALUES, *_TIMES, _HUNDRED))}\b"
# With digits among the words: "seis 38 dos 15 cuatro 09".
_PART: Final = rf"(?:{_WORD}|\d{{1,4}}(?![\w%€$]|[.,:/]\d))"
RUN: Final = re.compile(
    rf"\b(?=[\d ,.\-]{{0,12}}{_WORD}){_PART}(?:[ ,.\-]{{1,3}}(?:(?:y|and) )?{_PART}){{2,30}}", re.IGNORECASE
)

# The shortest phone said digit by digit; one in pairs has to be longer, for other numbers come in rows; and
# somebody who counts is no phone.
_LEAST_DIGITS: Final = 7
_LEAST_IN_PAIRS: Final = 8
_LEAST_OF_A_SERIES: Final = 4
# "The old one 212 555 0142" is a word and a number.
_LEAST_WORDS_AMONG_DIGITS: Final = 2
_LEAST_PAIRS: Final = 3
_CARD_DIGITS: Final = (16, 19)


def value_of(word: str) -> int | None:
    """The number, 0 to 900, that a word in lower case says; None for any other word."""
    return _VALUES.get(word)


def digits_of(run: str) -> str | None:
    """The digits of a run of numbers in words; None when they are too few for a phone."""
    parts = re.findall(r"[^\W\d_]+|\d+", run.lower())
    if any(map(str.isdigit, parts)) and sum(part in _VALUES for part in parts) < _LEAST_WORDS_AMONG_DIGITS:
        return None
    groups = list(_groups(parts))
    count = sum(map(len, groups))
    if len(groups) >= _LEAST_OF_A_SERIES and len({int(b) - int(a) for a, b in pairwise(groups)}) == 1:
        return None
    is_in_pairs = any(len(set(group)) > 1 for group in groups)
    if count < (_LEAST_IN_PAIRS if is_in_pairs else _LEAST_DIGITS) or len(groups) < _LEAST_PAIRS:
        return None
    digits = "".join(groups)
    # As a card is printed, which gives away one whose checksum is wrong.
    return re.sub(r"(\d{4})(?=\d)", r"\1 ", digits) if count in _CARD_DIGITS else digits


def _groups(words: list[str]) -> Iterator[str]:
    """The number that each word makes alone or with its neighbours: "fifty five" is one, "five five" two."""
    number: int | None = None
    room: float = 1
    times = 1
    joined = False
    for word in words:
        if word in ("y", "and"):
            joined = True
        elif word in _TIMES:
            times = _TIMES[word]
        elif word.isdigit():
            if number is not None:
                yield str(number)
            yield word * times
            number, times, joined = None, 1, False
        elif word == _HUNDRED:
            number, room = (number or 1) * 100, 100
        else:
            value = _VALUES[word]
            is_part = 0 < value < room and (joined or word not in _UNITS or room != _SPANISH_ROOM)
            if number is not None and not is_part:
                yield str(number)
                number = None
            if times > 1:
                yield str(value) * times
            else:
                number = (number or 0) + value
                room = _room_after(word)
            times, joined = 1, False
    if number is not None:
        yield str(number)


# After a Spanish ten a unit belongs to it only behind "y".
_SPANISH_ROOM: Final = 9.5


def _room_after(word: str) -> float:
    """What may be added to a number that ends with a word: less than this."""
    if word in _HUNDREDS:
        return 100
    if word in _ENGLISH_TENS:
        return 10
    return _SPANISH_ROOM if word in _SPANISH_TENS else 1
