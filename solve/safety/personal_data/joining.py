"""What rules and the model found in one text, put together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from solve.safety.personal_data.finding import Finding, Kind, overlap

# Their form is all there is to them.
_NEVER_GROWING: Final = frozenset({Kind.EMAIL, Kind.HANDLE, Kind.IP})


def joined(text: str, by_rules: Sequence[Finding], less_sure: Iterable[Finding]) -> list[Finding]:
    """The findings of both, without overlaps, in order.

    A finding of the rules keeps its kind and its value, by which it is known again in another message; where
    a less sure one goes on to the left or right, it grows. It gives way where it is the smaller part of
    something of another kind: a piece of an account that was taken for a phone.

    Args:
        text: the normalised text.
        by_rules: findings without overlaps.
        less_sure: the others, those that count more first.
    """
    findings = list(by_rules)
    for found in less_sure:
        touched = [one for one in findings if overlap(one, found)]
        kept = [] if _is_misread(touched, found) else touched
        findings = [one for one in findings if one not in touched]
        findings += _grown(text, kept, found) if kept else [_around(found, touched)]
    return sorted(findings, key=lambda finding: finding.start)


def _is_misread(touched: Sequence[Finding], found: Finding) -> bool:
    if len(touched) != 1 or touched[0].kind == found.kind:
        return False
    return 2 * (touched[0].end - touched[0].start) < found.end - found.start


def _around(found: Finding, touched: Sequence[Finding]) -> Finding:
    return replace(
        found,
        start=min([found.start, *(one.start for one in touched)]),
        end=max([found.end, *(one.end for one in touched)]),
    )


def _grown(text: str, touched: Sequence[Finding], found: Finding) -> list[Finding]:
    """The touched findings, which take what lies around them within the model's, and numbers between them."""
    grown = sorted(touched, key=lambda one: one.start)
    if any(one.kind in _NEVER_GROWING for one in grown):
        return grown
    if _has_words(text[found.start : grown[0].start]):
        grown[0] = replace(grown[0], start=found.start)
    for index, one in enumerate(grown):
        is_last = index + 1 == len(grown)
        end = found.end if is_last else grown[index + 1].start
        between = text[one.end : end]
        if _has_words(between) if is_last else any(map(str.isdigit, between)):
            grown[index] = replace(one, end=end)
    return grown


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
