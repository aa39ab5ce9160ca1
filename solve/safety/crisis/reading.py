"""Reading one message: what the rules of every language find in it, and what it resembles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from solve.safety.crisis.detect import ACUTE, CONCERN, Finding, findings
from solve.safety.crisis.lexicon import LANGUAGES, lexicon
from solve.safety.crisis.opinion import Opinion, opinion
from solve.safety.memory import Memory
from solve.safety.normalize import normalize

# The category of what no rule names.
UNNAMED: Final = "unnamed"

_DESPAIR: Final = "despair"
_CJK: Final = re.compile("[\u3400-\u9fff]")
_SPANISH: Final = re.compile(
    r" (?:que|el|la|los|las|de|en|mi|me|no se|estoy|tengo|por|para|con|una|un|es|y) "
)
# So much of the end of one message, and of the beginning of the next, can make one statement.
_JOINED: Final = 100
# Messages whose reading is remembered, so that a conversation is not read anew at each turn.
_REMEMBERED: Final = 4_096


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says. It holds no text.

    Attributes:
        found: what was found, each with the language that says it.
        language: a guess at the message's language.
        is_doubtful: whether the second opinion sees no danger in the message.
    """

    found: tuple[tuple[str, Finding], ...]
    language: str
    is_doubtful: bool = False

    def of_weight(self, weight: str) -> list[tuple[str, Finding]]:
        """What was found of a weight."""
        return [found for found in self.found if found[1].weight == weight]


def read(message: str) -> Reading:
    """Reads a message, or remembers what was read in it."""
    return _memory()(message)


def read_across(first: str, second: str) -> list[tuple[str, Finding]]:
    """What rules find in the end of a message and the beginning of the next, if the first is incomplete."""
    normal = normalize(first[-_JOINED:])
    return [] if normal.endswith(".") else by_rules(f"{normal} {normalize(second[:_JOINED])}")


def by_rules(normal: str) -> list[tuple[str, Finding]]:
    """What the rules find in a normal form, each finding with the language that says it."""
    return [(language, finding) for language in LANGUAGES for finding in findings(normal, lexicon(language))]


def _read(message: str) -> Reading:
    normal = normalize(message)
    found = by_rules(normal)
    language = found[0][0] if found else _language(normal)
    second = opinion(message, normal, language, is_named=bool(found))
    kept = [(said_in, finding) for said_in, first in found if (finding := _reconsidered(first, second))]
    added = _unnamed(normal, second, [finding for _, finding in found])
    return Reading(
        (*kept, *((language, finding) for finding in added)),
        language,
        is_doubtful=second.score.is_doubtful(second.at),
    )


def _reconsidered(finding: Finding, second: Opinion) -> Finding | None:
    """What the second opinion leaves of what a rule found: rules match idioms that nobody thought of, too.

    Each doubt takes it back by one tier: an acute match to concern, and only both together to nothing.
    """
    if finding.weight == CONCERN:
        return None if second.score.is_calm(second.at) else finding
    doubts = second.score.is_doubtful(second.at) + second.score.is_calm(second.at)
    if finding.weight != ACUTE or not doubts:
        return finding
    return replace(finding, weight=CONCERN) if doubts == 1 else None


def _unnamed(normal: str, second: Opinion, found: Iterable[Finding]) -> Iterator[Finding]:
    """What the second opinion sees where the rules see nothing acute.

    Where a guard took a match back (a negation, the past, another person) the message resembles danger by its
    words, so there it takes more than elsewhere.
    """
    weights = {finding.weight for finding in found if finding.category != _DESPAIR}
    if ACUTE in weights:
        return
    score, at = second.score, second.at
    if score.danger >= (max(at.acute, at.certain) if CONCERN in weights else at.acute):
        yield Finding(ACUTE, ACUTE, UNNAMED, hash(normal))
    elif score.care >= at.concern:
        yield Finding(CONCERN, CONCERN, UNNAMED, hash(normal))


def _language(normal: str) -> str:
    """A guess for a message without findings; it only chooses words, never whether help is shown."""
    if _CJK.search(normal):
        return "zh"
    return "es" if _SPANISH.search(f" {normal} ") else "en"


@cache
def _memory() -> Memory[Reading]:
    return Memory(_read, most=_REMEMBERED)
