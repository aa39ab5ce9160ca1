"""Loads the weighted phrases of a language from its data file.

The format of ``data/lexicon_*.txt``, line by line:

- ``# …``: a comment.
- ``@name: a, b c``: a class; ``@name`` in a phrase stands for each of its members.
- ``[role weight]``: the role and weight of the phrases that follow.
- ``short = long form``: under ``[short]``, what a short form or contraction stands for.
- otherwise phrases, separated by commas. ``a/b`` gives alternatives for a word, ``word~`` the four Spanish endings
  -o, -a, -os, -as; ``*``, ``..`` and ``...`` are explained in `solve.emotion.trie`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product

from solve.emotion.spelling import Speller
from solve.emotion.text import DATA, fold, tokenize
from solve.emotion.trie import Match, PhraseTrie

# Chinese phrases have no spaces, so the name of a class in them is one character.
_CLASS_IN_CHINESE = re.compile("@[\u4e00-\u9fff]")


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
        self._trie: PhraseTrie[Meaning] = PhraseTrie()
        self._classes: dict[str, list[str]] = {}
        short_forms: dict[str, list[str]] = {}
        vocabulary: set[str] = set()
        phrases: list[tuple[str, Meaning]] = []
        section = ""
        for line in source.splitlines():
            line = fold(line.partition("#")[0]).strip()
            if line.startswith("@") and ":" in line:
                name, _, members = line.partition(":")
                self._classes[name] = _listed(members)
            elif line.startswith("["):
                section = line.strip("[]")
            elif section == "short" and "=" in line:
                short, _, long = line.partition("=")
                short_forms[short.strip()] = long.split()
            elif line:
                line = _CLASS_IN_CHINESE.sub(r" \g<0> ", line)
                role, weight = section.split()
                phrases += [(phrase, Meaning(Role(role), float(weight))) for phrase in _listed(line)]
        expand = Speller(short_forms, ())
        for phrase, meaning in phrases:
            for variant in self._variants(phrase):
                tokens = expand.rewrite(_elements(variant))
                self._trie.add(tokens, meaning)
                vocabulary.update(tokens)
        self._speller = Speller(short_forms, vocabulary)

    def spelt(self, tokens: Sequence[str]) -> list[str]:
        """The tokens as this lexicon spells them."""
        return self._speller.rewrite(tokens)

    def matches(self, words: Sequence[str]) -> list[Match[Meaning]]:
        """The phrases found in words of this spelling, in order and without overlap."""
        return self._trie.matches(words)

    def _variants(self, phrase: str) -> Iterator[str]:
        for words in product(*(self._alternatives(word) for word in phrase.split())):
            yield " ".join(words)

    def _alternatives(self, word: str) -> list[str]:
        choices = []
        for choice in word.split("/"):
            if choice in self._classes:
                choices += [form for member in self._classes[choice] for form in self._alternatives(member)]
            elif choice.endswith("~"):
                choices += [choice[:-1] + ending for ending in ("o", "a", "os", "as")]
            else:
                choices.append(choice)
        return choices


@cache
def load(language: str) -> Lexicon:
    """The lexicon of "en", "es" or "zh"."""
    return Lexicon((DATA / f"lexicon_{language}.txt").read_text(encoding="utf-8"))


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _elements(phrase: str) -> list[str]:
    elements: list[str] = []
    for word in phrase.split():
        if word in ("..", "..."):
            elements.append(word)
        elif word.endswith("*"):
            elements.append(word)
        else:
            elements += tokenize(word)
    return elements
