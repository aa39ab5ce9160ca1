"""What rules find: personal data by its form, its checksum or the word before it, detector after detector."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from solve.safety.personal_data import meaning
from solve.safety.personal_data.address_words import ENGLISH_NUMBERS, SPANISH_NUMBERS
from solve.safety.personal_data.addresses import addresses
from solve.safety.personal_data.finding import Finding, hide, moved, near
from solve.safety.personal_data.identifiers import documents, ibans, introduced
from solve.safety.personal_data.numbers import long_numbers
from solve.safety.personal_data.online import emails, handles, ip_addresses

# All other personal data has a number in it; reading only what is near one keeps long letters cheap.
_NUMERAL: Final = re.compile(
    r"\d|[一二三四五六七八九十百] ?[号號弄栋棟幢座单單室户楼樓层層组房]|\bs/n\b"
    rf"|\b(?=[efnost])(?:{ENGLISH_NUMBERS}) (?-i:[A-Z])"
    rf"|\b(?=[acp])(?:calle|avenida|avda\.?|plaza|paseo) [^\d\n]{{1,30}}"
    rf" (?:{SPANISH_NUMBERS})\b",
    re.IGNORECASE,
)
_NEIGHBOURHOOD: Final = 100


def near_numerals(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each part of a normalised text that a number with what belongs to it may be in."""
    return near(_NUMERAL, _NEIGHBOURHOOD, text)


def found_by_rules(text: str, locale: str) -> list[Finding]:
    """All findings in a normalised text, without overlaps, in order.

    Args:
        text: what must not be found is hidden in it (see `finding.hide`).
        locale: "en", "es" or "zh".
    """
    findings = found_online(text)
    text = hide(text, ((finding.start, finding.end) for finding in findings))
    for start, end in near_numerals(text):
        findings += moved(_found_near_numeral(text[start:end], locale), start)
    return sorted(findings, key=lambda finding: finding.start)


def found_online(text: str) -> list[Finding]:
    """The emails and handles in a normalised text, which need no number."""
    findings: list[Finding] = []
    for detect in (emails, handles):
        text = _take(text, detect(text), findings)
    return findings


def _found_near_numeral(text: str, locale: str) -> list[Finding]:
    """The findings that have a number in them; what an earlier detector took, a later one does not see."""
    findings: list[Finding] = []
    for detect in (ibans, documents):
        text = _take(text, detect(text), findings)
    text = hide(text, meaning.spans(text))
    for detect in (introduced, ip_addresses, addresses):
        text = _take(text, detect(text), findings)
    _take(text, long_numbers(text, locale), findings)
    return findings


def found_by_form(text: str, locale: str) -> list[Finding]:
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
