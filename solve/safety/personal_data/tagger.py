"""What no rule has the form of: a conditional random field that was trained on labelled lines.

Rules know the numbers that have a form and the streets that have a word. People name a door in as many ways
as there are towns, so a model that has read thousands of messages of other people looks at what is around
each number, too. It adds to the rules and takes nothing back.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pycrfsuite

from solve.safety.personal_data.features import features_of
from solve.safety.personal_data.finding import FILLER, Kind, Span
from solve.safety.personal_data.phones import Introduction, introduction_of, is_counting
from solve.safety.personal_data.tokens import Token, tokens_of

MODEL: Final = Path(__file__).parent / "data" / "tagger.crfsuite"
# Holds a digest of the lines that it was made from.
TRAINED_ON: Final = MODEL.with_suffix(".sha256")
# The label of a token that is no personal data.
OUTSIDE: Final = "O"

# How likely a token has to be personal to be taken, and one at least of its neighbours with it. Low, for what
# reaches a language model cannot be taken back; higher where there are only digits, as in a list of amounts.
_LEAST_LIKELY: Final = 0.06
_LEAST_LIKELY_AT_ITS_PEAK: Final = 0.2
_LEAST_LIKELY_OF_BARE_DIGITS: Final = 0.3
_LEAST_LIKELY_AT_AN_END: Final = 0.4
_FEWEST_BARE_DIGITS: Final = 5
_LEAST_LIKELY_OF_BARE_WORDS: Final = 0.5
_SHORTEST_BARE_WORDS: Final = 4
_OPENING: Final = "(+#"
# Tokens that are tagged at once, and those around them that are read with them. A long message in one piece
# takes tens of megabytes, and CRFsuite lets no other thread work meanwhile.
_WINDOW: Final = 400
_MARGIN: Final = 40


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A token that may be personal: how likely it is, 0 to 1, and of which kind it would be."""

    token: Token
    likelihood: float
    kind: Kind


class _Model:
    """The trained model, which tags one text at a time."""

    def __init__(self) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(MODEL))
        self._kinds = [Kind(label) for label in self._tagger.labels() if label != OUTSIDE]
        self._lock = threading.Lock()

    def suspects(self, tokens: Sequence[Token], locale: str) -> list[_Suspect | None]:
        """For each token what it may be, or None."""
        found: list[_Suspect | None] = []
        for start in range(0, len(tokens), _WINDOW):
            first = max(0, start - _MARGIN)
            window = tokens[first : start + _WINDOW + _MARGIN]
            features = features_of(window, locale)
            with self._lock:
                self._tagger.set(features)
                inner = range(start - first, min(start - first + _WINDOW, len(window)))
                found += [self._suspect(window[index], index) for index in inner]
        return found

    def _suspect(self, token: Token, index: int) -> _Suspect | None:
        likelihood = 1 - self._tagger.marginal(OUTSIDE, index)
        if likelihood < _LEAST_LIKELY:
            return None
        kind = max(self._kinds, key=lambda kind: self._tagger.marginal(kind, index))
        return _Suspect(token, likelihood, kind)


@lru_cache(maxsize=1)
def model() -> _Model:
    """The model, which the first call reads from its file."""
    return _Model()


def tagged(text: str, shown: str, locale: str) -> Iterator[Span]:
    """What the model takes for personal data in a normalised text.

    Args:
        text: what the model reads.
        shown: the same, with what must not be taken hidden in it (see `finding.hide`).
        locale: "en", "es" or "zh".
    """
    run: list[_Suspect] = []
    for suspect in model().suspects(tokens_of(text), locale):
        if suspect and FILLER not in shown[suspect.token.start : suspect.token.end]:
            run.append(suspect)
        else:
            yield from _span_of(text, run)
            run = []
    yield from _span_of(text, run)


def _span_of(text: str, run: Sequence[_Suspect]) -> Iterator[Span]:
    """The span of a run of suspects, without signs and doubtful words at its ends, if it is enough."""
    firm = [index for index, suspect in enumerate(run) if _is_firm(suspect)]
    if not firm:
        return
    first = firm[0] - 1 if firm[0] and run[firm[0] - 1].token.text in _OPENING else firm[0]
    run = run[first : firm[-1] + 1]
    start, end = run[0].token.start, run[-1].token.end
    if _is_enough(text, start, end, max(suspect.likelihood for suspect in run)):
        kinds = [suspect.kind for suspect in run]
        yield Span(max(kinds, key=kinds.count), start, end)


def _is_firm(suspect: _Suspect) -> bool:
    """Whether personal data may begin or end with it."""
    text = suspect.token.text
    return text[0].isdigit() or (text[0].isalnum() and suspect.likelihood >= _LEAST_LIKELY_AT_AN_END)


def _is_enough(text: str, start: int, end: int, likelihood: float) -> bool:
    if introduction_of(text, start, end) is Introduction.OTHER:
        return False
    raw = text[start:end]
    if not any(map(str.isdigit, raw)):
        return likelihood >= _LEAST_LIKELY_OF_BARE_WORDS and len(raw) >= _SHORTEST_BARE_WORDS
    if any(map(str.isalpha, raw)):
        return likelihood >= _LEAST_LIKELY_AT_ITS_PEAK
    groups = tuple(re.findall(r"\d+", raw))
    if sum(map(len, groups)) < _FEWEST_BARE_DIGITS or is_counting(raw, groups):
        return False
    return likelihood >= _LEAST_LIKELY_OF_BARE_DIGITS
