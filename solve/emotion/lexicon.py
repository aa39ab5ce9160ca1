"""Loads the weighted phrases of a language from its data file.

The format of ``data/lexicon_*.txt``, line by line:

- ``# …``: a comment.
- ``@name: a, b c``: a class; ``@name`` in a phrase stands for each of its members.
- ``[role weight]``: the role and weight of the phrases that follow.
- ``short = long form``: under ``[short]``, what a short form or contraction stands for.
- otherwise phrases, separated by commas. ``a/b`` gives alternatives for a word, ``word~`` the four Spanish
  endings -o, -a, -os, -as; ``*``, ``..`` and ``...`` are explained in `solve.emotion.trie`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import product

from solve.emotion.spelling import Speller
from solve.emotion.text import DATA, fold, tokenize
from solve.emotion.trie import LONG, SHORT, Match, PhraseTrie

_SPANISH_ENDINGS = ("o", "a", "os", "as")
# Chinese phrases have no spaces, so gaps and classes in them (named by one character) are told apart here.
_SIGNS_IN_CHINESE = re.compile(r"@[\u4e00-\u9fff]|\.{2,3}")


class Role(StrEnum):
    """What a phrase does: carry a feeling, or change the weight of those around it."""

    ANXIOUS = "anxious"
    ANGRY = "angry"
    THREAT = "threat"
    SAD = "sad"
    LOSS = "loss"
    CALM = "calm"
    GLAD = "glad"
    CONFUSED = "confused"
    CLEAR = "clear"
    NEUTRAL = "neutral"
    GUARD = "guard"
    NEGATOR = "negator"
    EMPHASIS = "emphasis"
    INTENSITY = "intensity"
    CONTRAST = "contrast"
    CONCESSION = "concession"
    PAST = "past"
    TOPIC = "topic"
    FIRST = "first"
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The role of a phrase and its weight; for modifiers the weight is a factor."""

    role: Role
    weight: float


class Lexicon:
    """The phrases of one language, ready to be looked up."""

    def __init__(self, source: str) -> None:
        """Args: source: the content of a lexicon file."""
        content = _parse(source)
        shortened = Speller(content.short_forms, ())
        vocabulary: set[str] = set()
        self._trie: PhraseTrie[Meaning] = PhraseTrie()
        for phrase, meaning in content.phrases:
            for variant in content.variants(phrase):
                words = shortened.rewrite(_elements(variant))
                self._trie.add(words, meaning)
                vocabulary.update(words)
        self._speller = Speller(content.short_forms, vocabulary)

    def spelt(self, tokens: Sequence[str]) -> list[str]:
        """The tokens as this lexicon spells them."""
        return self._speller.rewrite(tokens)

    def matches(self, words: Sequence[str]) -> list[Match[Meaning]]:
        """The phrases found in words of this spelling, in order and without overlap."""
        return self._trie.matches(words)


@cache
def load(language: str) -> Lexicon:
    """The lexicon of "en", "es" or "zh"."""
    return Lexicon((DATA / f"lexicon_{language}.txt").read_text(encoding="utf-8"))


@dataclass(slots=True)
class _Content:
    """What a lexicon file says."""

    classes: dict[str, list[str]] = field(default_factory=dict)
    short_forms: dict[str, list[str]] = field(default_factory=dict)
    phrases: list[tuple[str, Meaning]] = field(default_factory=list)

    def variants(self, phrase: str) -> Iterator[str]:
        """Every phrase that a phrase with classes, alternatives and endings stands for."""
        for words in product(*(self._alternatives(word) for word in phrase.split())):
            yield " ".join(words)

    def _alternatives(self, word: str) -> list[str]:
        choices = []
        for choice in word.split("/"):
            if choice in self.classes:
                choices += [form for member in self.classes[choice] for form in self._alternatives(member)]
            elif choice.endswith("~"):
                choices += [choice[:-1] + ending for ending in _SPANISH_ENDINGS]
            else:
                choices.append(choice)
        return choices


def _parse(source: str) -> _Content:
    content = _Content()
    section = ""
    for raw in source.splitlines():
        line = fold(raw.partition("#")[0]).strip()
        if line.startswith("@") and ":" in line:
            name, _, members = line.partition(":")
            content.classes[name] = _listed(members)
        elif line.startswith("["):
            section = line.strip("[]")
        elif section == "short" and line:
            short, _, long = line.partition("=")
            content.short_forms[short.strip()] = long.split()
        elif line:
            role, weight = section.split()
            meaning = Meaning(Role(role), float(weight))
            phrases = _listed(_SIGNS_IN_CHINESE.sub(r" \g<0> ", line))
            content.phrases += [(phrase, meaning) for phrase in phrases]
    return content


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _elements(phrase: str) -> list[str]:
    """The tokens of a phrase, with the signs of the trie left whole."""
    elements: list[str] = []
    for word in phrase.split():
        elements += [word] if word in (SHORT, LONG) or word.endswith("*") else tokenize(word)
    return elements
