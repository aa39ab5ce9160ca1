"""Replaces what the detectors find by typed placeholders, numbered in order of first appearance."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from solve.safety.personal_data import meaning
from solve.safety.personal_data.address_words import ENGLISH_NUMBERS, SPANISH_NUMBERS
from solve.safety.personal_data.addresses import addresses
from solve.safety.personal_data.continued import continued, may_continue
from solve.safety.personal_data.finding import Finding, Kind, hide, near
from solve.safety.personal_data.identifiers import documents, ibans, introduced
from solve.safety.personal_data.normalised import normalise
from solve.safety.personal_data.numbers import long_numbers
from solve.safety.personal_data.online import emails, handles, ip_addresses

_PLACEHOLDER = re.compile(rf"\[({'|'.join(Kind)})_(\d{{1,3}})\]")

# All other personal data has a number in it; reading only what is near one keeps long letters cheap.
_NUMERAL = re.compile(
    r"\d|[一二三四五六七八九十百] ?[号號弄栋棟幢座单單室户楼樓层層组房]|\bs/n\b"
    rf"|\b(?=[efnost])(?:{ENGLISH_NUMBERS}) (?-i:[A-Z])"
    rf"|\b(?=[acp])(?:calle|avenida|avda\.?|plaza|paseo) [^\d\n]{{1,30}}"
    rf" (?:{SPANISH_NUMBERS})\b",
    re.IGNORECASE,
)
_NEIGHBOURHOOD = 100


class Redactor:
    """Replaces personal data in the messages of one session.

    Give it all messages of a session, oldest first: then a value keeps its placeholder for the whole session.
    Nothing is restored from placeholders, and a Redactor is not kept: the same messages give the same result.

    A text in the form of a placeholder that the person typed stays as it is. Typed before its number was
    taken, it reserves the number, so no later value gets it; typed afterwards, it quotes our placeholder.
    """

    def __init__(self, *, locale: str = "en") -> None:
        """Args: locale: "en", "es" or "zh", the session's language: where phones are looked for first."""
        self._locale = locale
        self._numbers: dict[tuple[Kind, str], int] = {}
        self._taken: defaultdict[str, set[int]] = defaultdict(set)

    def redact(self, text: str, *, before: str = "", after: str = "") -> str:
        """The text with each piece of personal data replaced by a placeholder such as [EMAIL_1].

        Args:
            text: what was written.
            before: what the same person wrote just before it, where a number may begin.
            after: what they wrote just after it, where one may go on.
        """
        view = normalise(text)
        for typed in _PLACEHOLDER.finditer(view.text):
            self._taken[typed[1]].add(int(typed[2]))
        pieces = []
        shown = 0
        before = normalise(before).text if may_continue(before, text) else ""
        after = normalise(after).text if may_continue(text, after) else ""
        for finding in self._all_in(view.text, before, after):
            start, end = view.original_span(finding.start, finding.end)
            if start < shown:
                continue
            pieces += [text[shown:start], self._placeholder(finding)]
            shown = end
        return "".join(pieces) + text[shown:]

    def _all_in(self, text: str, before: str, after: str) -> list[Finding]:
        find = partial(_find, locale=self._locale)
        across = partial(continued, find=partial(_find_by_form, locale=self._locale), find_alone=find)
        parts = []
        if before and (begun := across(before, text)):
            parts.append(begun.second)
        if after and (goes_on := across(text, after)):
            parts.append(goes_on.first)
        alone = find(text)
        # What is whole in this message is not taken apart for what it may make with another.
        parts = [part for part in parts if all(_holds(part, one) or not _overlap(part, one) for one in alone)]
        alone = [one for one in alone if not any(_overlap(part, one) for part in parts)]
        return sorted([*alone, *parts], key=lambda finding: finding.start)

    def _placeholder(self, finding: Finding) -> str:
        key = (finding.kind, finding.value)
        if key not in self._numbers:
            self._numbers[key] = self._free_number(finding.kind)
        return f"[{finding.kind}_{self._numbers[key]}]"

    def _free_number(self, kind: Kind) -> int:
        number = 1
        while number in self._taken[kind]:
            number += 1
        self._taken[kind].add(number)
        return number


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _holds(part: Finding, one: Finding) -> bool:
    return part.start <= one.start and one.end <= part.end


def redact_all(texts: Sequence[str], *, locale: str, said: Collection[int] | None = None) -> list[str]:
    """The messages of one session, oldest first, with their personal data replaced.

    Args:
        texts: the messages, the person's and the replies.
        locale: "en", "es" or "zh".
        said: the indices of the messages that the person wrote; all of them when it is not given.

    Returns:
        As many texts, in the same order.
    """
    redactor = Redactor(locale=locale)
    by_person = sorted(range(len(texts)) if said is None else said)
    before = {index: texts[earlier] for earlier, index in pairwise(by_person)}
    after = {index: texts[later] for index, later in pairwise(by_person)}
    return [
        redactor.redact(text, before=before.get(index, ""), after=after.get(index, ""))
        for index, text in enumerate(texts)
    ]


def _find(text: str, locale: str) -> list[Finding]:
    """All findings in a normalised text, without overlaps, in order."""
    text = hide(text, (typed.span() for typed in _PLACEHOLDER.finditer(text)))
    findings: list[Finding] = []
    for detect in (emails, handles):
        text = _take(text, detect(text), findings)
    for start, end in near(_NUMERAL, _NEIGHBOURHOOD, text):
        findings += (
            replace(finding, start=start + finding.start, end=start + finding.end)
            for finding in _find_numeric(text[start:end], locale)
        )
    return sorted(findings, key=lambda finding: finding.start)


def _find_numeric(text: str, locale: str) -> list[Finding]:
    """The findings that have a number in them; what an earlier detector took, a later one does not see."""
    findings: list[Finding] = []
    for detect in (ibans, documents):
        text = _take(text, detect(text), findings)
    text = hide(text, meaning.spans(text))
    for detect in (introduced, ip_addresses, addresses):
        text = _take(text, detect(text), findings)
    _take(text, long_numbers(text, locale), findings)
    return findings


def _find_by_form(text: str, locale: str) -> list[Finding]:
    """The findings of numbers that need no word before them, in order."""
    findings: list[Finding] = []
    for detect in (ibans, documents, partial(long_numbers, locale=locale)):
        text = _take(text, detect(text), findings)
    return sorted(findings, key=lambda finding: finding.start)


def _take(text: str, found: Iterator[Finding], findings: list[Finding]) -> str:
    """Adds what does not overlap, the earlier and then the longer first; returns the text with it hidden."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    findings += kept
    return hide(text, ((finding.start, finding.end) for finding in kept))
