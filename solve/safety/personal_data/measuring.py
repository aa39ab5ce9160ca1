"""Measuring what stays of the personal data in labelled messages, and what is taken without need."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from solve.safety.personal_data.finding import compact, digits_in
from solve.safety.personal_data.labelled import Line
from solve.safety.personal_data.redactor import PLACEHOLDER, redact_all

# So many digits in a row say something of a number of at least one digit more.
_TELLING_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line.

    Attributes:
        redacted: its messages, as a language model would get them.
        kept: the pieces of personal data that are still in them, wholly or in a part that tells much.
        is_changed: whether anything was replaced.
    """

    redacted: list[str]
    kept: list[str]
    is_changed: bool


def outcome_of(line: Line) -> Outcome:
    """Redacts a line as the messages of a session."""
    redacted = redact_all(line.texts, locale=line.locale)
    left = _without_placeholders("\n".join(redacted))
    return Outcome(redacted, [one for one in line.secrets if _stays(one, left)], redacted != line.texts)


def _without_placeholders(text: str) -> str:
    return unicodedata.normalize("NFKC", PLACEHOLDER.sub(" ", text))


def _stays(secret: str, left: str) -> bool:
    secret = unicodedata.normalize("NFKC", secret)
    if compact(secret) in compact(left):
        return True
    digits, digits_left = digits_in(secret), digits_in(left)
    if len(digits) > _TELLING_DIGITS:
        parts = (
            digits[index : index + _TELLING_DIGITS] for index in range(len(digits) - _TELLING_DIGITS + 1)
        )
        if any(part in digits_left for part in parts):
            return True
    codes = (word for word in re.findall(r"\w{4,}", secret) if any(map(str.isdigit, word)))
    return any(re.search(rf"\b{re.escape(code)}\b", left) for code in codes)
