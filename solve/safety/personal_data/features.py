"""What the tagger is told of each token: the words around it, their forms, and the run of digits it is in.

Each feature is a short string, as CRFsuite wants them; a number before its name is a distance in tokens.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from solve.safety.personal_data import address_words as words
from solve.safety.personal_data.spoken import value_of
from solve.safety.personal_data.tokens import Token

# How far the neighbours' own features and, further, their mere presence reach, in tokens.
_NEAR: Final = 4
_FAR: Final = 10
# A longer run of digits or chunk says nothing more.
_MOST_GROUPS: Final = 6
_MOST_DIGITS: Final = 24
_LONGEST_CHUNK: Final = 24
_LONG_NUMBER: Final = 7

# Each neighbour, and each run of two or three of them, by its distance, with the names of its features.
_NEIGHBOURS: Final = tuple(
    (offset, f"{offset}w=", f"{offset}s=", f"{offset}k=") for offset in range(-_NEAR, _NEAR + 1)
)
_RUNS: Final = tuple(
    (offset, length, f"{offset}{'w' * length}=", f"{offset}{'s' * length}=")
    for offset, length in (*((offset, 2) for offset in range(-3, 3)), (-2, 3), (-1, 3), (0, 3))
)

# What may stand between the groups of one number.
_SEPARATORS: Final = frozenset("-./_(),*|·\n")
_MOST_SEPARATORS: Final = 2
_AROUND_A_CHUNK: Final = ".,;:!?\"'()，。！？、"
_KINDS_OF_WORD: Final = {
    "street": re.compile(rf"(?:{words.ENGLISH_STREETS}|{words.SPANISH_STREETS})\.?", re.IGNORECASE),
    "unit": re.compile(words.UNITS, re.IGNORECASE),
    "state": re.compile(words.US_STATES),
    "month": re.compile(words.MONTHS, re.IGNORECASE),
}

# A token's word with its digits as 0, its form, and the kind of word of an address that it is, if any.
_Own = tuple[str, str, str]
# The words and the forms of some tokens in a row, each joined.
_Run = tuple[str, str]


def features_of(tokens: Sequence[Token], locale: str) -> list[list[str]]:
    """The features of each token of a text.

    Args:
        tokens: of a normalised text.
        locale: "en", "es" or "zh".
    """
    own = [_own(token) for token in tokens]
    runs = {length: _runs(own, length) for length in (2, 3)}
    numbers = _of_numbers(tokens)
    chunks = _of_chunks(tokens)
    return [
        [*_around(own, runs, index), *_inside(token.text), *numbers[index], *chunks[index], f"in={locale}"]
        for index, token in enumerate(tokens)
    ]


def _own(token: Token) -> _Own:
    text = token.text
    glue = "" if token.is_apart else "+"
    if text[0].isdigit():
        size = "0" * min(len(text), _LONG_NUMBER)
        is_year = len(text) == 4 and text[:2] in ("19", "20")
        return size, f"{glue}{size}{'y' * is_year}", ""
    if text.isalpha():
        kind = next((kind for kind, pattern in _KINDS_OF_WORD.items() if pattern.fullmatch(text)), "")
        return text.lower(), glue + ("#" if value_of(text.lower()) is not None else _form(text)), kind
    return text, glue + text, ""


def _form(text: str) -> str:
    if len(text) == 1:
        return "汉" if "\u3400" <= text <= "\u9fff" else "X" if text.isupper() else "x"
    if text.isupper():
        return "XX"
    return "Xx" if text[0].isupper() else "xx"


def _runs(own: Sequence[_Own], length: int) -> list[_Run]:
    """The runs of so many tokens, by the index of their first one."""
    rows = zip(*(own[start:] for start in range(length)), strict=False)
    return [("~".join([one[0] for one in row]), "~".join([one[1] for one in row])) for row in rows]


def _around(own: Sequence[_Own], runs: Mapping[int, Sequence[_Run]], index: int) -> Iterator[str]:
    """The features of a token's neighbourhood, itself included."""
    yield "bias"
    for offset, as_word, as_form, as_kind in _NEIGHBOURS:
        if 0 <= index + offset < len(own):
            word, form, kind = own[index + offset]
            yield as_word + word
            yield as_form + form
            if kind:
                yield as_kind + kind
        else:
            yield as_word + ("^" if offset < 0 else "$")
    for offset, length, as_words, as_forms in _RUNS:
        if 0 <= index + offset < len(runs[length]):
            joined_words, joined_forms = runs[length][index + offset]
            yield as_words + joined_words
            yield as_forms + joined_forms
    for side, part in (("<", own[max(0, index - _FAR) : index]), (">", own[index + 1 : index + 1 + _FAR])):
        for word, _, kind in part:
            yield side + word
            if kind:
                yield f"{side}k={kind}"


def _inside(text: str) -> Iterator[str]:
    """How a word begins and ends: "-straat", "-gasse"."""
    if len(text) >= 4 and text[0].isalpha():
        lower = text.lower()
        yield f"pre={lower[:3]}"
        yield f"suf={lower[-3:]}"
        yield f"suf4={lower[-4:]}"


def _of_chunks(tokens: Sequence[Token]) -> list[list[str]]:
    """For each token the form of what stands between blanks around it, if there is a digit in it."""
    starts = [
        index for index, token in enumerate(tokens) if index == 0 or token.is_apart or token.text == "\n"
    ]
    ends = [*starts[1:], len(tokens)]
    forms = [
        _form_of_chunk("".join(token.text for token in tokens[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]
    features: list[list[str]] = [[] for _ in tokens]
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        form = forms[place]
        if not form:
            continue
        before = (forms[place - 1] or "-") if place else "^"
        after = (forms[place + 1] or "-") if place + 1 < len(forms) else "$"
        shortened = re.sub(r"(.)\1+", r"\1", form)
        for index in range(start, end):
            features[index] = [
                f"ch={form}",
                f"chb={before}~{form}",
                f"cha={form}~{after}",
                f"chs={shortened}",
            ]
    return features


def _form_of_chunk(chunk: str) -> str:
    chunk = chunk.strip(_AROUND_A_CHUNK)
    if len(chunk) > _LONGEST_CHUNK or not any(map(str.isdigit, chunk)):
        return ""
    return re.sub("[A-Z]", "X", re.sub("[a-z]", "x", re.sub(r"\d", "0", chunk)))


def _of_numbers(tokens: Sequence[Token]) -> list[list[str]]:
    """For each token of a run of digits, in signs or words and however separated, what the run looks like."""
    features: list[list[str]] = [[] for _ in tokens]
    run: list[int] = []
    for index, token in enumerate(tokens):
        if not _digits(token):
            continue
        if run and not _is_between_groups(tokens[run[-1] + 1 : index]):
            _describe(tokens, run, features)
            run = []
        run.append(index)
    if run:
        _describe(tokens, run, features)
    return features


def _is_between_groups(tokens: Sequence[Token]) -> bool:
    return len(tokens) <= _MOST_SEPARATORS and all(token.text in _SEPARATORS for token in tokens)


def _digits(token: Token) -> str:
    """The digits that a token stands for, by itself or as a word; none for any other."""
    if token.text[0].isdigit():
        return token.text
    value = value_of(token.text.lower())
    return "" if value is None else str(value)


def _describe(tokens: Sequence[Token], run: Sequence[int], features: list[list[str]]) -> None:
    lengths = [len(_digits(tokens[index])) for index in run]
    total = min(sum(lengths), _MOST_DIGITS)
    signs = {token.text for token in tokens[run[0] : run[-1]] if not token.text.isalnum()}
    between = "".join(sorted(signs))
    groups = "-".join(map(str, lengths[:_MOST_GROUPS]))
    described = [f"cd={total}", f"cg={groups}", f"cb={between}", f"cdb={total}{between}"]
    if total >= _LONG_NUMBER:
        described.append("long")
    for place, index in enumerate(range(run[0], run[-1] + 1)):
        features[index] = [*described, f"cp={min(place, 3)}"]
