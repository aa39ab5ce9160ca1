"""Numbers that a person splits over two messages: "my card is 4111 1111", then "1111 1111"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from phonenumbers import is_valid_number, parse

from solve.safety.personal_data.finding import Finding, Kind, digits_in
from solve.safety.personal_data.phones import Introduction, introduction_of

_NUMBER: Final = r"\d(?:[ .\-]{0,2}\d){2,24}"
_AT_THE_END: Final = re.compile(rf"(?P<number>(?:(?<![A-Za-z])[A-Za-z]{{2}})?{_NUMBER})[^\w\n]{{0,3}}\Z")
_AT_THE_BEGINNING: Final = re.compile(rf"[^\d\n]{{0,24}}(?P<number>{_NUMBER})(?!\w|[.,:/-]\d)")
_REST: Final = re.compile(
    r"[^\d\n]{0,24}(?<!\w)(?P<number>\d(?:[ .\-]{0,2}\d){1,14}[A-Za-z]?)(?!\w|[.,:/-]\d)"
)
# Digits of the shortest number of a kind that lacks nothing.
_WHOLE: Final = {Kind.PHONE: 9, Kind.CARD: 13, Kind.IBAN: 14, Kind.ID: 8}
_MOST_DIGITS: Final = 34
# Characters of the first message that say what its number is.
_CONTEXT: Final = 60
_SHORTEST_CARD: Final = 13

Find = Callable[[str], list[Finding]]


# Cheap, and true of all that may match the two above, also before a text is normalised.
_ENDS_IN_DIGIT: Final = re.compile(r"\d\W{0,8}\Z")
_BEGINS_WITH_DIGIT: Final = re.compile(r"\D{0,30}\d")


def may_continue(first: str, second: str) -> bool:
    """Whether a number may go over from one message to the next; for messages as they were written."""
    return bool(_ENDS_IN_DIGIT.search(first, max(0, len(first) - 10)) and _BEGINS_WITH_DIGIT.match(second))


@dataclass(frozen=True, slots=True)
class Continued:
    """A number in two parts.

    Attributes:
        first: its part in the first message, as a finding there.
        second: the rest, in the second one; both have the value of the whole.
    """

    first: Finding
    second: Finding


def continued(first: str, second: str, *, find: Find, find_alone: Find) -> Continued | None:
    """The number that the end of one normalised message and the beginning of the next make together, if any.

    Args:
        first: the one before.
        second: the one after it.
        find: the findings in a text that their form gives away.
        find_alone: all findings in a text.
    """
    end, beginning = _AT_THE_END.search(first), _AT_THE_BEGINNING.match(second)
    if not end or not beginning:
        return None
    start = max(0, end.start() - _CONTEXT)
    border = end.end("number") - start
    if any(one.end >= end.end("number") - start and _is_whole(one) for one in find_alone(first[start:])):
        return None
    if any(one.start < beginning.end() and _is_whole(one) for one in find_alone(second[:_CONTEXT])):
        return None
    together = f"{first[start : end.end('number')]} {beginning['number']}"
    for finding in find(together):
        if finding.start < border < finding.end and _is_sure(finding, together):
            rest = beginning.start("number") + finding.end - border - 1
            return Continued(
                Finding(finding.kind, start + finding.start, end.end("number"), finding.value),
                Finding(finding.kind, beginning.start("number"), rest, finding.value),
            )
    return None


def rest_of_broken_off(first: str, found: Sequence[Finding], second: str) -> Finding | None:
    """The beginning of a message that goes on with a number which the one before it breaks off.

    Args:
        first: the message before, normalised.
        found: what is personal in it.
        second: the message.
    """
    end, beginning = _AT_THE_END.search(first), _REST.match(second)
    last = next((one for one in found if end and one.end == end.end("number")), None)
    if not last or not beginning or len(digits_in(last.value)) >= _WHOLE.get(last.kind, 0):
        return None
    value = last.value + "".join(filter(str.isalnum, beginning["number"]))
    if len(digits_in(value)) > _MOST_DIGITS:
        return None
    return Finding(last.kind, *beginning.span("number"), value)


def _is_whole(finding: Finding) -> bool:
    """Whether it is no half of a card."""
    return finding.kind != Kind.CARD or len(finding.value) >= _SHORTEST_CARD


def _is_sure(finding: Finding, text: str) -> bool:
    """Whether it is no chance that the parts make something: a phone has to be called so, and be valid."""
    if finding.kind != Kind.PHONE:
        return True
    return (
        introduction_of(text, finding.start, finding.end) is Introduction.PHONE
        and finding.value.startswith("+")
        and is_valid_number(parse(finding.value))
    )
