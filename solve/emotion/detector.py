"""The default detector: weighted phrases in English, Spanish and Chinese, and likeness to labelled lines."""

import re
from collections.abc import Sequence
from functools import cache
from math import exp

from solve.emotion.base import Emotion, Reading
from solve.emotion.bayes import NaiveBayes
from solve.emotion.examples import labelled
from solve.emotion.language import latin_language
from solve.emotion.lexicon import load
from solve.emotion.scoring import Scores, score
from solve.emotion.text import fold, tokenize

# Chosen by cross-validation on the labelled lines: the weight of likeness against phrases, and how much
# evidence a feeling needs before the reading is not neutral.
_LIKENESS = 0.6
_NEUTRAL = 0.9
# Phrases that weigh less than this do not settle which language a text is written in.
_SETTLED = 1.0

_HAN = re.compile("[\u3400-\u9fff]")


class LexiconDetector:
    """Reads emotion by phrases, rules and examples; works out the language of the text by itself."""

    def detect(self, text: str, locale: str) -> Reading:
        """Returns the emotion of a text; see `solve.emotion.base.EmotionDetector`."""
        folded = fold(text)
        tokens = tokenize(folded)
        languages = _languages(folded, tokens, locale)
        scores = _phrases(tokens, languages)
        likeness = _classifier().evidence(load(languages[0]).spelt(tokens))
        evidence = {emotion: scores.get(emotion, 0.0) + _LIKENESS * likeness[emotion] for emotion in Emotion}
        evidence[Emotion.NEUTRAL] += _NEUTRAL
        return _reading(evidence)


def _languages(folded: str, tokens: Sequence[str], locale: str) -> tuple[str, ...]:
    """The lexicons to ask, the likeliest first."""
    latin = ("es", "en") if latin_language(tokens, locale) == "es" else ("en", "es")
    return ("zh", *latin) if _HAN.search(folded) else latin


def _phrases(tokens: Sequence[str], languages: Sequence[str]) -> Scores:
    """What the phrases say, in the first of the languages that has something to say."""
    scores: Scores = {}
    for language in languages:
        lexicon = load(language)
        words = lexicon.spelt(tokens)
        scores = score(words, lexicon.matches(words))
        if max(scores.values(), default=0.0) >= _SETTLED:
            break
    return scores


@cache
def _classifier() -> NaiveBayes:
    return NaiveBayes((_spelt(example.text, example.locale), example.emotion) for example in labelled())


def _spelt(text: str, locale: str) -> list[str]:
    folded = fold(text)
    tokens = tokenize(folded)
    return load(_languages(folded, tokens, locale)[0]).spelt(tokens)


def _reading(evidence: Scores) -> Reading:
    strongest = max(evidence, key=lambda emotion: evidence[emotion])
    top = evidence[strongest]
    return Reading(strongest, round(1.0 / sum(exp(value - top) for value in evidence.values()), 2))
