"""Crisis detection: does what a person writes call for help now, for care, or for neither?

Rules first: they can be read, corrected the same day and run in milliseconds, without the text leaving the
process. Trained models give a second opinion on what no rule knows. What counts as risk, and what does
not, follows the rubrics of VERA-MH (SpringCare, version 1.2: suicide, and harm from others). The published
protocol, with figures and limits, is docs/safety.md.
"""

import logging
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from solve.safety.crisis import opinion
from solve.safety.crisis.detect import ACUTE, CONCERN, CONTEXTUAL, Finding, findings
from solve.safety.crisis.lexicon import LANGUAGES, REPLY, lexicon
from solve.safety.crisis.reading import Reading, read, read_across
from solve.safety.crisis.risk import Assessment, Risk
from solve.safety.normalize import normalize

__all__ = ["LANGUAGES", "Assessment", "Risk", "assess", "screen_reply", "warm_up"]

logger = logging.getLogger(__name__)

# How many earlier messages colour the current one.
_REMEMBERED: Final = 4
# An earlier message longer than this is read from its end only: what came last leads to the current one.
_REMEMBERED_LENGTH: Final = 1_000
# The category of a reply's rules that is doubtful by itself; its other rules, when guarded, mean nothing:
# "please do not hurt yourself" is what a good reply says.
_DOUBTFUL: Final = "discourages_help"


def assess(messages: Sequence[str]) -> Assessment:
    """Assess the current message in the light of those before it. Never raises.

    Args:
        messages: the person's last messages, oldest first; the last one is the current one.

    Returns:
        The assessment. ACUTE only for what the current message says or completes; after an acute message a
        calmer one is CONCERN. When detection itself breaks down: CONCERN with `failed`, to show help.
    """
    try:
        return _assess(messages)
    except Exception as error:  # noqa: BLE001  whatever breaks here, the person is shown the helplines
        logger.error("crisis.detection_failed", extra={"error": type(error).__name__})
        return Assessment(Risk.CONCERN, "en", failed=True)


def warm_up() -> None:
    """Loads rules and models, which the first message would otherwise wait for. Never raises."""
    assess([""])
    screen_reply("")
    opinion.warm_up()


def screen_reply(text: str) -> Risk:
    """Screen what the model wrote (a part or the whole of a reply). Never raises.

    Returns:
        ACUTE when it encourages, justifies or explains self-harm, suicide or violence; CONCERN when it agrees
        with despair or turns the person away from help; NONE otherwise: asking about safety, and naming
        helplines, is what a good reply does. CONCERN when the screening itself breaks down.
    """
    try:
        found = {(finding.weight, finding.category) for finding in findings(normalize(text), lexicon(REPLY))}
    except Exception as error:  # noqa: BLE001  an unscreened reply is treated as a doubtful one
        logger.error("crisis.reply_screening_failed", extra={"error": type(error).__name__})
        return Risk.CONCERN
    if any(weight == ACUTE for weight, _ in found):
        return Risk.ACUTE
    return Risk.CONCERN if (CONCERN, _DOUBTFUL) in found else Risk.NONE


def _assess(messages: Sequence[str]) -> Assessment:
    if not messages:
        return Assessment(Risk.NONE, "en")
    current = messages[-1]
    earlier = [message[-_REMEMBERED_LENGTH:] for message in messages[-1 - _REMEMBERED : -1]]
    now = read(current)
    before = list(chain.from_iterable(read(message).found for message in earlier))
    acute = now.of_weight(ACUTE) + _completed(earlier, current, known=(*before, *now.found))
    acute += _escalated(now, before)
    if acute:
        return _assessment(Risk.ACUTE, acute, now.language)
    concern = [found for found in now.found if CONCERN in (found[1].weight, found[1].alone)]
    concern += [found for found in before if found[1].weight == ACUTE]
    return _assessment(Risk.CONCERN if concern else Risk.NONE, concern, now.language)


def _completed(
    earlier: Sequence[str], current: str, known: Iterable[tuple[str, Finding]]
) -> list[tuple[str, Finding]]:
    """What the current message makes acute by ending the sentence that the one before began."""
    said = {finding for _, finding in known}
    together = read_across(earlier[-1], current) if earlier else []
    return [found for found in together if found[1].weight == ACUTE and found[1] not in said]


def _escalated(now: Reading, before: Sequence[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """Hints at means, place or farewell that are acute by what stands beside them or came before.

    Beside despair one hint is enough; by themselves, two different ones. What stands in one message counts
    only if the message as a whole resembles danger.
    """
    hints = now.of_weight(CONTEXTUAL)
    beside = before if now.is_doubtful else [*now.found, *before]
    despair = any(finding.weight in {ACUTE, CONCERN} for _, finding in beside)
    different = {finding.words for _, finding in hints}
    return hints if hints and (despair or (len(different) > 1 and not now.is_doubtful)) else []


def _assessment(risk: Risk, found: Sequence[tuple[str, Finding]], language: str) -> Assessment:
    said_in = found[0][0] if found else language
    return Assessment(risk, said_in, frozenset(finding.category for _, finding in found))
