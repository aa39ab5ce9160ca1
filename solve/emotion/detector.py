"""The default detector: weighted phrases in English, Spanish and Chinese, without a model."""

import re

from solve.emotion.base import Emotion, Reading
from solve.emotion.language import latin_language
from solve.emotion.lexicon import load
from solve.emotion.scoring import Scorer, Scores
from solve.emotion.text import fold, tokenize

# Evidence below this is not a feeling: one phrase of the weakest useful weight reaches it.
_THRESHOLD = 1.0
# The evidence at which the strength of a reading is one half.
_HALF_STRENGTH = 1.2
_LEAST_CONFIDENCE, _CONFIDENCE_RANGE = 0.35, 0.64
_NEUTRAL_CONFIDENCE, _NEUTRAL_DOUBT = 0.75, 0.35

_HAN = re.compile("[\u3400-\u9fff]")


class LexiconDetector:
    """Reads emotion by phrases and rules; works out the language of the text by itself."""

    def detect(self, text: str, locale: str) -> Reading:
        """Returns the emotion of a text; see `solve.emotion.base.EmotionDetector`."""
        return _reading(_scores(text, locale))


def _scores(text: str, locale: str) -> Scores:
    folded = fold(text)
    tokens = tokenize(folded)
    latin = latin_language(tokens, locale)
    other = "en" if latin == "es" else "es"
    order = ("zh", latin, other) if _HAN.search(folded) else (latin, other)
    scores: Scores = {}
    for language in order:
        scores = Scorer().score(*load(language).matches(tokens))
        if max(scores.values(), default=0.0) >= _THRESHOLD:
            break
    return scores


def _reading(scores: Scores) -> Reading:
    strongest = max(scores, key=lambda emotion: scores[emotion], default=Emotion.NEUTRAL)
    top = scores.get(strongest, 0.0)
    if top < _THRESHOLD:
        return Reading(Emotion.NEUTRAL, round(_NEUTRAL_CONFIDENCE - _NEUTRAL_DOUBT * top, 2))
    share = top / sum(scores.values())
    strength = top / (top + _HALF_STRENGTH)
    return Reading(strongest, round(_LEAST_CONFIDENCE + _CONFIDENCE_RANGE * share * strength, 2))
