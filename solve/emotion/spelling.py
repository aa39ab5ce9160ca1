"""Brings shortened, stretched and misspelt words to the spelling of the lexicon."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_STRETCHED = re.compile(r"([a-z])\1{2,}")
# Shorter words have too many neighbours that mean something else.
_SHORTEST_TO_CORRECT = 7


class Speller:
    """Rewrites tokens with a table of short forms and a vocabulary."""

    def __init__(self, short_forms: Mapping[str, Sequence[str]], vocabulary: Iterable[str]) -> None:
        """Args: short_forms: a token and what it stands for. vocabulary: the words of the lexicon."""
        self._short_forms = short_forms
        self._vocabulary = frozenset(vocabulary)
        self._neighbours: dict[str, str] = {}
        for word in sorted(self._vocabulary):
            if len(word) >= _SHORTEST_TO_CORRECT and word.isascii():
                for shorter in _deletions(word):
                    self._neighbours.setdefault(shorter, word)

    def rewrite(self, tokens: Sequence[str]) -> list[str]:
        """The same tokens, as the lexicon spells them."""
        return [word for token in tokens for word in self._words(token)]

    def _words(self, token: str) -> Sequence[str]:
        short = self._short_forms.get(token)
        if short is not None:
            return short
        if token in self._vocabulary or not token.isascii():
            return (token,)
        if "'" in token:
            parts = token.replace("'", " '").split()
            return [word for part in parts for word in self._short_forms.get(part, (part,))]
        if _STRETCHED.search(token):
            token = self._shrunk(token)
            return self._short_forms.get(token, (token,))
        if len(token) >= _SHORTEST_TO_CORRECT:
            return (self._corrected(token),)
        return (token,)

    def _shrunk(self, token: str) -> str:
        single, double = _STRETCHED.sub(r"\1", token), _STRETCHED.sub(r"\1\1", token)
        return double if double in self._vocabulary else single

    def _corrected(self, token: str) -> str:
        """The word of the vocabulary with one letter more, one less, or two neighbours swapped.

        A replaced letter is left alone: it too often makes another real word ("calling", "calming").
        """
        for candidate in (token, *_deletions(token)):
            word = self._neighbours.get(candidate)
            if word is None and candidate in self._vocabulary and len(candidate) >= _SHORTEST_TO_CORRECT:
                word = candidate
            if word is not None and word[0] == token[0] and _same_letters(word, token):
                return word
        return token


def _same_letters(one: str, other: str) -> bool:
    return len(one) != len(other) or sorted(one) == sorted(other)


def _deletions(word: str) -> Iterator[str]:
    """Every form of a word with one letter left out, the first letter kept."""
    return (word[:index] + word[index + 1 :] for index in range(1, len(word)))
