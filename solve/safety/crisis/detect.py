"""Reading one message: which rules match, and what stands around the match."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from solve.safety.crisis.lexicon import Lexicon, Rule
from solve.safety.normalize import sentences

_JOINT: Final = re.compile(
    r" (?:[,\"]|and|but|because|so|y|pero|porque|aunque) |但是?|可是|不过|而且|因为|所以"
)

_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_PAST: Final = frozenset({"past", "past_weak"})
# What stands further before a match than this is not about it.
_GUARDED: Final = 120
# People write shorter sentences; longer ones have no punctuation.
_LONGEST_SENTENCE: Final = 300
_OVERLAP: Final = 100

ACUTE: Final = "acute"
CONCERN: Final = "concern"
CONTEXTUAL: Final = "contextual"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a message says.

    Attributes:
        weight: `acute`, `concern` or `contextual`.
        alone: what a contextual finding means by itself.
        category: what it is about.
        words: a hash of the words that matched, which tells findings apart and keeps no text.
    """

    weight: str
    alone: str
    category: str
    words: int


def findings(normal: str, lexicon: Lexicon) -> Iterator[Finding]:
    """All that a message says by one language's rules, as it is read.

    Args:
        normal: the message in normal form.
        lexicon: the rules.
    """
    read = [(sentence, blanked(sentence, lexicon)) for sentence in dict.fromkeys(split(normal))]
    for sentence, rest in read:
        yield from _matches(sentence, rest, lexicon.rules, lexicon)
    whole = " . ".join(rest.strip() for _, rest in read)
    yield from _matches(f" {normal} ", f" {whole} ", lexicon.message_rules, lexicon)


def split(normal: str) -> Iterator[str]:
    """The sentences of a normal form; endless ones in pieces that overlap, so that time grows with length."""
    for sentence in sentences(normal):
        if len(sentence) <= _LONGEST_SENTENCE:
            yield sentence
            continue
        for start in range(0, len(sentence) - _OVERLAP, _LONGEST_SENTENCE - _OVERLAP):
            yield f" {sentence[start : start + _LONGEST_SENTENCE].strip()} "


def _units(text: str) -> set[str]:
    """The words and the Chinese characters of a text: what `when` lists may name."""
    return set(text.split()).union(_CHINESE.findall(text))


def blanked(sentence: str, lexicon: Lexicon) -> str:
    """A sentence without its idioms; each leaves a pause, so that nothing is read across it."""
    units = _units(sentence)
    for idiom in lexicon.idioms:
        if not idiom.when.isdisjoint(units):
            sentence = idiom.pattern.sub(" , ", sentence)
    return sentence


def _matches(sentence: str, rest: str, rules: Sequence[Rule], lexicon: Lexicon) -> Iterator[Finding]:
    units = _units(rest)
    for rule in rules:
        if rule.when.isdisjoint(units):
            continue
        for match in rule.pattern.finditer(rest):
            if _means_nothing(sentence, rule, lexicon):
                break
            before = rest[max(0, match.start() - _GUARDED) : match.start()]
            weight = _weight(sentence, before, match[0], rule, lexicon)
            if weight == ACUTE and _is_softened(sentence, _clause(rest, match), rule, lexicon):
                weight = CONCERN
            yield Finding(weight, rule.alone, rule.category, hash(match[0]))


def _means_nothing(sentence: str, rule: Rule, lexicon: Lexicon) -> bool:
    if rule.requires and not lexicon.contexts[rule.requires].search(sentence):
        return True
    return any(lexicon.contexts[name].search(sentence) for name in rule.unless)


def _weight(sentence: str, before: str, match: str, rule: Rule, lexicon: Lexicon) -> str:
    """How much a match weighs, given what comes before it and around it."""
    if rule.risk == CONCERN:
        return CONCERN
    contexts = lexicon.contexts
    recent = contexts["recent"].search(sentence) is not None
    long_ago = not recent and contexts["longago"].search(sentence) is not None
    held = {name for name in rule.guards if name in lexicon.guards and lexicon.guards[name].search(before)}
    if not _PAST.isdisjoint(rule.guards) and contexts["past_form"].search(f" {match} "):
        held.add("past_weak")
    if recent:
        held.discard("past")
    if not long_ago:
        held.discard("past_weak")
    return CONCERN if held and rule.risk == ACUTE else rule.risk


def _is_softened(sentence: str, clause: str, rule: Rule, lexicon: Lexicon) -> bool:
    """Whether the surroundings take an acute match back to concern.

    What a thing is about (a story, a trifle) counts only in the clause of the match; laughter and the past
    may stand anywhere in the sentence.
    """
    contexts = lexicon.contexts
    if "longago" in rule.soften and contexts["longago"].search(sentence):
        return contexts["recent"].search(sentence) is None
    if "haha" in rule.soften and contexts["haha"].search(sentence):
        return True
    return any(contexts[name].search(clause) for name in rule.soften if name not in {"longago", "haha"})


def _clause(sentence: str, match: re.Match[str]) -> str:
    """The part of a sentence, between pauses and joining words, that holds a match."""
    start = max((joint.end() for joint in _JOINT.finditer(sentence, 0, match.start() + 1)), default=0)
    joint = _JOINT.search(sentence, match.end())
    return f" {sentence[start : joint.start() if joint else None]} "
