"""Long numbers: cards, US tax and social security numbers, Chinese identity numbers and phones.

A text is cut into clusters of digits joined by the usual separators; within a cluster the longest run of
whole groups that is something known wins, so the digits behind a card number do not hide it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from stdnum import luhn
from stdnum.us import ein, itin, ssn

from solve.safety.personal_data import phones
from solve.safety.personal_data.finding import Finding, Kind, digits_in

# The lookbehinds keep out the tails of codes (A-1234567), of decimals and of dates.
_CLUSTER = re.compile(
    r"(?<![A-Za-z0-9\u00c0-\u024f])(?<![A-Za-z0-9]-)(?<!\d[.,/:])"
    r"\(?(?:\+|(?<!\d )\+ )?\(?\d(?:[ .()\-]{0,3}\d)*"
)
# Also over line ends and unusual signs, where only little is one number.
_SPREAD_CLUSTER = re.compile(r"(?<![A-Za-z0-9.,:/])\(?\+?\d(?:[ .()\-_/*|\n]{0,3}\d){6,40}")
_SPREADING = re.compile(r" ?[_/*|] ?")
_GROUP = re.compile(r"\d+")
# What makes the last group part of something else: a word, a decimal, a date, a percentage.
_TAINTED_END = re.compile(r"(?! ?x ?\d)[A-Za-z_%\u00c0-\u024f]|[.,:/]\d")
# So many digits are not the whole part of a decimal; in Chinese a clause begins after the comma.
_LONG_BEFORE_COMMA = re.compile(r"\d{9},\d")
_MOST_DIGITS = 19
_LEAST_DIGITS = 7

# Ranges of the issuers, ISO/IEC 7812: Visa, Mastercard, American Express, Diners, JCB, Discover and UnionPay,
# Maestro.
_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|6\d{15,18}"
    r"|5[06-8]\d{14,17}"
)
# Not all of its cards follow the checksum.
_UNIONPAY = "62"
_CARD_LIKE_GROUPS = ((4, 4, 4, 4), (4, 6, 5), (4, 4, 4, 4, 3))


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring groups of digits, as they stand in the text.

    Attributes:
        start: the index of the first digit, or of the plus or bracket before it.
        end: the index after the last digit.
        raw: the text from start to end.
        groups: the digits, group by group.
    """

    start: int
    end: int
    raw: str
    groups: tuple[str, ...]

    @property
    def digits(self) -> str:
        """All digits, without separators."""
        return "".join(self.groups)


Classify = Callable[[str, Run, phones.Introduction], Finding | None]


def long_numbers(text: str, locale: str) -> Iterator[Finding]:
    """Every card, US tax number and phone in a normalised text; regions of the locale are tried first."""
    for cluster in _CLUSTER.finditer(text):
        if cluster.end() - cluster.start() >= _LEAST_DIGITS:
            yield from _within(text, cluster, partial(_classify, locale=locale))
    for cluster in _SPREAD_CLUSTER.finditer(text):
        if _SPREADING.search(cluster.group()) or "\n" in cluster.group():
            yield from _within(text, cluster, partial(_classify_spread, locale=locale))


def _within(text: str, cluster: re.Match[str], classify: Classify) -> Iterator[Finding]:
    groups = _groups(text, cluster)
    first = 0
    while first < len(groups):
        found = None
        runs = _runs(text, cluster, groups, first)
        introduction = _introduction_of(text, runs)
        for run, after in runs:
            found = classify(text, run, introduction)
            if found:
                yield found
                first = after
                break
        if not found:
            first += 1


def _introduction_of(text: str, runs: list[tuple[Run, int]]) -> phones.Introduction:
    if not runs:
        return phones.Introduction.NONE
    longest, _ = runs[0]
    return phones.introduction_of(text, longest.start, longest.end)


def _groups(text: str, cluster: re.Match[str]) -> list[tuple[int, int]]:
    """The spans of a cluster's groups; three or more single digits in a row are one group, spelled out."""
    groups: list[tuple[int, int]] = []
    singles = 0
    for match in _GROUP.finditer(text, *cluster.span()):
        is_single = match.end() - match.start() == 1
        singles = singles + 1 if is_single else 0
        if singles >= 3:
            merged = 2 if singles == 3 else 1
            start = groups[-merged][0]
            del groups[-merged:]
            groups.append((start, match.end()))
        else:
            groups.append(match.span())
    return groups


def _runs(
    text: str, cluster: re.Match[str], groups: list[tuple[int, int]], first: int
) -> list[tuple[Run, int]]:
    """The runs that begin with the given group, longest first, each with the index of the group after it."""
    start = groups[first][0]
    if first == 0:
        start = cluster.start()
    elif not re.search(r"[ (\n]", text[groups[first - 1][1] : start]):
        return []
    runs = []
    digits: list[str] = []
    for index in range(first, len(groups)):
        begin, end = groups[index]
        digits.append(digits_in(text[begin:end]))
        count = sum(map(len, digits))
        if count > _MOST_DIGITS:
            break
        is_last = index + 1 == len(groups)
        if count >= _LEAST_DIGITS and _may_end(text, end, None if is_last else groups[index + 1][0]):
            raw = text[start:end]
            opened = max(0, raw.count("(") - raw.count(")")) if raw.startswith("(") else 0
            runs.append((Run(start + opened, end, raw[opened:], tuple(digits)), index + 1))
    return runs[::-1]


def _may_end(text: str, end: int, following: int | None) -> bool:
    if following is None:
        return not _TAINTED_END.match(text, end) or bool(_LONG_BEFORE_COMMA.match(text, max(0, end - 9)))
    return any(blank in text[end:following] for blank in " \n")


def _classify(text: str, run: Run, introduction: phones.Introduction, *, locale: str) -> Finding | None:
    digits = run.digits
    if _is_card(run):
        return Finding(Kind.CARD, run.start, run.end, digits)
    if _is_us_tax_number(run):
        return Finding(Kind.ID, run.start, run.end, digits)
    number = phones.recognise(run.raw, run.groups, introduction, locale)
    if number:
        return Finding(Kind.PHONE, run.start, phones.end_with_extension(text, run.end), number)
    return None


def _classify_spread(
    _text: str, run: Run, introduction: phones.Introduction, *, locale: str
) -> Finding | None:
    """A card in its printed groups; a phone that is called so or looks like one."""
    groups = tuple(map(len, run.groups))
    is_in_columns = run.raw.count("\n") == len(groups) - 1
    if groups in _CARD_LIKE_GROUPS and _is_card(run) and (not is_in_columns or luhn.is_valid(run.digits)):
        return Finding(Kind.CARD, run.start, run.end, run.digits)
    if "\n" in run.raw:
        return None
    usual = _SPREADING.sub("-", run.raw)
    if introduction is phones.Introduction.PHONE or phones.LOCAL.fullmatch(usual):
        number = phones.recognise(usual, run.groups, introduction, locale)
        return Finding(Kind.PHONE, run.start, run.end, number) if number else None
    return None


def _is_card(run: Run) -> bool:
    if "+" in run.raw or not _CARD.fullmatch(run.digits):
        return False
    # The grouping printed on a card gives away a mistyped one too.
    is_printed_so = tuple(map(len, run.groups)) in _CARD_LIKE_GROUPS
    return luhn.is_valid(run.digits) or is_printed_so or run.digits.startswith(_UNIONPAY)


def _is_us_tax_number(run: Run) -> bool:
    lengths = tuple(map(len, run.groups))
    if lengths == (3, 2, 4):
        return "-" in run.raw or ssn.is_valid(run.digits) or itin.is_valid(run.digits)
    return lengths == (2, 7) and "-" in run.raw and ein.is_valid(run.digits)
