"""Replaces what rules and the model find by typed placeholders, numbered in order of first appearance."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache, partial
from itertools import chain, pairwise
from typing import Final

from solve.safety.memory import Memory
from solve.safety.personal_data import meaning
from solve.safety.personal_data.continued import continued, may_continue, rest_of_broken_off
from solve.safety.personal_data.finding import Finding, Kind, Span, compact, hide, moved, overlap
from solve.safety.personal_data.joining import joined
from solve.safety.personal_data.normalised import normalise
from solve.safety.personal_data.partial import parts
from solve.safety.personal_data.rules import found_by_form, found_by_rules, found_online, near_numerals
from solve.safety.personal_data.tagger import tagged

PLACEHOLDER: Final = re.compile(rf"\[({'|'.join(Kind)})_(\d{{1,3}})\]")
# Characters of the message before one that the model reads with it.
_CONTEXT: Final = 100
# Messages whose spans are remembered, so that a conversation is not read anew at each turn.
_REMEMBERED: Final = 4_096


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
        for typed in PLACEHOLDER.finditer(view.text):
            self._taken[typed[1]].add(int(typed[2]))
        pieces = []
        shown = 0
        normal_before = normalise(before).text if may_continue(before, text) else ""
        normal_after = normalise(after).text if may_continue(text, after) else ""
        findings = self._found_by_rules(view.text, normal_before, normal_after)
        context = normalise(before[-_CONTEXT:]).text
        less_sure = chain(
            self._rest_of_broken_off(normal_before, view.text),
            parts(_without_placeholders(view.text), context),
            self._found_by_model(view.text, context),
        )
        for finding in joined(view.text, findings, less_sure):
            start, end = view.original_span(finding.start, finding.end)
            # Two findings may be of one run of words, whose source is the whole run.
            if end <= shown:
                continue
            pieces += [text[shown:start], self._placeholder(finding)]
            shown = end
        return "".join(pieces) + text[shown:]

    def _found_by_rules(self, text: str, before: str, after: str) -> list[Finding]:
        find = partial(_found_around_placeholders, locale=self._locale)
        across = partial(continued, find=partial(found_by_form, locale=self._locale), find_alone=find)
        halves = []
        if before and (begun := across(before, text)):
            halves.append(begun.second)
        if after and (goes_on := across(text, after)):
            halves.append(goes_on.first)
        alone = find(text)
        # What is whole in this message is not taken apart for what it may make with another.
        halves = [
            part for part in halves if all(_holds(part, one) or not overlap(part, one) for one in alone)
        ]
        alone = [one for one in alone if not any(overlap(part, one) for part in halves)]
        return sorted([*alone, *halves], key=lambda finding: finding.start)

    def _found_by_model(self, text: str, before: str) -> Iterator[Finding]:
        for span in _memory()(text, before, self._locale):
            yield Finding(span.kind, span.start, span.end, compact(text[span.start : span.end]))

    def _rest_of_broken_off(self, before: str, text: str) -> Iterator[Finding]:
        found = list(self._found_by_model(before, "")) if before else []
        if found and (rest := rest_of_broken_off(before, found, text)):
            yield rest

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


def _found_around_placeholders(text: str, locale: str) -> list[Finding]:
    return found_by_rules(_without_placeholders(text), locale)


def _without_placeholders(text: str) -> str:
    return hide(text, (typed.span() for typed in PLACEHOLDER.finditer(text)))


def _spans(text: str, before: str, locale: str) -> tuple[Span, ...]:
    """What the model finds near the numbers of a text, in the light of what was written before it.

    Not of what came after: a message that was sent once is not read otherwise later.
    """
    begin = len(before) + 1
    whole = _without_placeholders(f"{before}\n{text}\n")
    # What stands on both sides of an email is not one thing with it.
    online = found_online(_without_placeholders(text))
    taken = ((begin + one.start, begin + one.end) for one in online)
    shown = hide(whole, [(0, begin), *meaning.spans(whole), *taken])
    spans = (
        span
        for start, end in near_numerals(whole)
        for span in moved(tagged(whole[start:end], shown[start:end], locale), start - begin)
    )
    return tuple(span for span in spans if not _is_beside_email(text, span, online))


def _is_beside_email(text: str, span: Span, online: Sequence[Finding]) -> bool:
    """Whether it is but the words around an email that was found: "mi correo que es"."""
    if span.kind != Kind.EMAIL or " " not in text[span.start : span.end]:
        return False
    between = (text[span.end : one.start] or text[one.end : span.start] for one in online)
    return any(not any(map(str.isalnum, part)) for part in between)


@cache
def _memory() -> Memory[tuple[Span, ...]]:
    return Memory(_spans, most=_REMEMBERED)
