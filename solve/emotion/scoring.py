"""Adds up the evidence that the phrases of a text give for each emotion."""

from collections.abc import Sequence
from dataclasses import dataclass

from solve.emotion.base import Emotion
from solve.emotion.lexicon import Meaning, Role
from solve.emotion.text import CLAUSE_ENDS, SENTENCE_ENDS
from solve.emotion.trie import Match

Scores = dict[Emotion, float]

# How many tokens a negation and an intensifier reach; both end with the clause.
_NEGATION_SCOPE = 5
_INTENSITY_SCOPE = 3
# The share that remains of a state that somebody else is in, and the share that speaks for a neutral writer.
_OTHERS = 0.3
_DISTANCE = 0.5


@dataclass(frozen=True, slots=True)
class _Feeling:
    """What a role says, and what its negation says with which factor."""

    emotion: Emotion
    negated: Emotion
    factor: float


_FEELINGS = {
    Role.ANXIOUS: _Feeling(Emotion.ANXIOUS, Emotion.CALM, 0.7),
    Role.ANGRY: _Feeling(Emotion.ANXIOUS, Emotion.CALM, 0.5),
    Role.THREAT: _Feeling(Emotion.ANXIOUS, Emotion.CALM, 0.0),
    Role.SAD: _Feeling(Emotion.SAD, Emotion.CALM, 0.38),
    Role.LOSS: _Feeling(Emotion.SAD, Emotion.CALM, 0.0),
    Role.CALM: _Feeling(Emotion.CALM, Emotion.ANXIOUS, 0.8),
    Role.GLAD: _Feeling(Emotion.CALM, Emotion.SAD, 0.9),
    Role.CONFUSED: _Feeling(Emotion.CONFUSED, Emotion.CALM, 0.6),
    Role.CLEAR: _Feeling(Emotion.CALM, Emotion.CONFUSED, 1.0),
    Role.NEUTRAL: _Feeling(Emotion.NEUTRAL, Emotion.NEUTRAL, 1.0),
}
_FIRST_PERSON = frozenset({"i", "me", "my", "we", "us", "yo", "mi", "mis", "nos", "我"})
# An event touches the writer whoever its subject is and however long ago it was: "my father died last year".
_EVENTS = frozenset({Role.LOSS, Role.THREAT})


@dataclass(slots=True)
class _Clause:
    """What the words so far in a clause do to those that follow."""

    negation: float = 0.0
    negation_end: int = -1
    intensity: float = 1.0
    intensity_end: int = -1
    others: bool = False
    topic: bool = False
    discount: float = 1.0
    last_negated: tuple[Emotion, float] | None = None


def score(words: Sequence[str], matches: Sequence[Match[Meaning]]) -> Scores:
    """Returns the evidence for each emotion found in a text; no entry means none.

    Args:
        words: the tokens of the text.
        matches: the phrases found in them, without overlap.
    """
    return _Walk(words).score(matches)


class _Walk:
    """One pass over the words and phrases of a text."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._sentences: list[Scores] = [{}]
        self._clause = _Clause()

    def score(self, matches: Sequence[Match[Meaning]]) -> Scores:
        by_start = {match.indices[0]: match for match in matches}
        for index, word in enumerate(self._words):
            if index in by_start:
                self._apply(by_start[index].payload, by_start[index].indices)
            elif word in CLAUSE_ENDS:
                self._clause = _Clause()
                if word in SENTENCE_ENDS and self._sentences[-1]:
                    self._sentences.append({})
        totals: Scores = {}
        for sentence in self._sentences:
            for emotion, weight in sentence.items():
                totals[emotion] = totals.get(emotion, 0.0) + weight
        return totals

    def _apply(self, meaning: Meaning, indices: tuple[int, ...]) -> None:
        role, weight, clause = meaning.role, meaning.weight, self._clause
        if role in _FEELINGS:
            if not _FIRST_PERSON.isdisjoint(self._words[index] for index in indices):
                clause.others = False
            self._add_feeling(role, weight, indices)
        elif role is Role.NEGATOR:
            clause.negation, clause.negation_end = weight, indices[-1] + _NEGATION_SCOPE
        elif role is Role.INTENSITY:
            in_force = clause.intensity if clause.intensity_end >= indices[0] else 1.0
            clause.intensity, clause.intensity_end = in_force * weight, indices[-1] + _INTENSITY_SCOPE
        elif role is Role.EMPHASIS:
            self._emphasise(weight)
        elif role is Role.CONTRAST:
            self._discount_earlier(weight)
        elif role in (Role.PAST, Role.CONCESSION, Role.TOPIC):
            clause.discount = weight
            clause.topic = role is Role.TOPIC
        elif role in (Role.FIRST, Role.THIRD):
            clause.others = role is Role.THIRD
            if clause.last_negated is not None and role is Role.FIRST:
                clause.negation_end = -1

    def _add_feeling(self, role: Role, weight: float, indices: tuple[int, ...]) -> None:
        clause, feeling = self._clause, _FEELINGS[role]
        if clause.intensity_end >= indices[0]:
            weight *= clause.intensity
        if clause.topic or (clause.others and role not in _EVENTS):
            self._add(Emotion.NEUTRAL, weight * _DISTANCE)
        if clause.topic or role not in _EVENTS:
            weight *= clause.discount
        if clause.others and role not in _EVENTS:
            weight *= _OTHERS
        emotion = feeling.emotion
        if clause.negation_end >= indices[0]:
            emotion = feeling.negated
            # What a negation leaves open speaks for no feeling: "not sad" is less than calm.
            self._add(Emotion.NEUTRAL, weight * (1.0 - feeling.factor) * _DISTANCE)
            weight *= feeling.factor * clause.negation
            clause.last_negated = (emotion, weight)
        self._add(emotion, weight)

    def _add(self, emotion: Emotion, weight: float) -> None:
        scores = self._sentences[-1]
        scores[emotion] = scores.get(emotion, 0.0) + weight

    def _emphasise(self, factor: float) -> None:
        """Strengthens the negation before it: "not sad at all" says more than "not sad"."""
        if self._clause.last_negated is not None:
            emotion, weight = self._clause.last_negated
            self._sentences[-1][emotion] += weight * (factor - 1.0)

    def _discount_earlier(self, factor: float) -> None:
        """What follows a "but" weighs more than what it contradicts, in this sentence or the one before."""
        self._clause = _Clause()
        contradicted = self._sentences[-1] or (self._sentences[-2] if len(self._sentences) > 1 else {})
        for emotion in contradicted:
            contradicted[emotion] *= factor
