"""A trie over tokens that finds phrases with gaps and stems, in time linear in the text.

Phrases are sequences of tokens; a token that ends in ``*`` matches every token with that beginning, ``..``
skips up to `SHORT_GAP` tokens of the same clause and ``...`` up to `LONG_GAP` tokens of the same sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from solve.emotion.text import CLAUSE_ENDS, SENTENCE_ENDS

SHORT, LONG = "..", "..."
SHORT_GAP = 3
LONG_GAP = 10

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Match(Generic[Payload]):
    """A phrase found in a text: what it means and the indices of its tokens, gaps left out."""

    payload: Payload
    indices: tuple[int, ...]


@dataclass(slots=True)
class _Node(Generic[Payload]):
    children: "dict[str, _Node[Payload]]" = field(default_factory=dict)
    stems: "dict[str, _Node[Payload]]" = field(default_factory=dict)
    gaps: "dict[str, _Node[Payload]]" = field(default_factory=dict)
    payload: Payload | None = None


class PhraseTrie(Generic[Payload]):
    """Phrases and their meanings."""

    def __init__(self) -> None:
        self._root: _Node[Payload] = _Node()

    def add(self, phrase: Sequence[str], payload: Payload) -> None:
        """Adds a phrase; a phrase that is already there keeps its first meaning."""
        node = self._root
        for element in phrase:
            if element in (SHORT, LONG):
                node = node.gaps.setdefault(element, _Node())
            elif element.endswith("*"):
                node = node.stems.setdefault(element[:-1], _Node())
            else:
                node = node.children.setdefault(element, _Node())
        if node.payload is None:
            node.payload = payload

    def matches(self, tokens: Sequence[str]) -> list[Match[Payload]]:
        """The phrases found, without overlap: the one with more tokens wins, then the earlier one."""
        found: list[Match[Payload]] = []
        for start in range(len(tokens)):
            _collect(self._root, tokens, start, (), found)
        found.sort(key=lambda match: (-len(match.indices), match.indices))
        taken: set[int] = set()
        chosen = []
        for match in found:
            if taken.isdisjoint(match.indices):
                taken.update(match.indices)
                chosen.append(match)
        chosen.sort(key=lambda match: match.indices)
        return chosen


def _collect(
    node: _Node[Payload],
    tokens: Sequence[str],
    index: int,
    path: tuple[int, ...],
    found: list[Match[Payload]],
) -> None:
    """Adds every phrase that continues from a node at an index; only stems and gaps recurse."""
    while True:
        if node.payload is not None:
            found.append(Match(node.payload, path))
        if index == len(tokens):
            return
        token = tokens[index]
        if node.stems and token.startswith(tuple(node.stems)):
            for stem, after in node.stems.items():
                if token.startswith(stem):
                    _collect(after, tokens, index + 1, (*path, index), found)
        for gap, after in node.gaps.items():
            _skip(gap, after, tokens, index, path, found)
        child = node.children.get(token)
        if child is None:
            return
        node, path, index = child, (*path, index), index + 1


def _skip(
    gap: str,
    node: _Node[Payload],
    tokens: Sequence[str],
    index: int,
    path: tuple[int, ...],
    found: list[Match[Payload]],
) -> None:
    limit, barriers = (SHORT_GAP, CLAUSE_ENDS) if gap == SHORT else (LONG_GAP, SENTENCE_ENDS)
    for position in range(index, min(index + limit + 1, len(tokens))):
        token = tokens[position]
        if token in node.children or node.stems:
            _collect(node, tokens, position, path, found)
        if token in barriers:
            return
