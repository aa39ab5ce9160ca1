"""Guesses which lexicon fits a text."""

from collections.abc import Sequence
from functools import cache

from solve.emotion.text import DATA


def latin_language(tokens: Sequence[str], locale: str) -> str:
    """Returns "en" or "es" by the function words in a text; where they are even, the locale's language.

    Args:
        tokens: the words of the text, folded.
        locale: the language of the session.
    """
    english, spanish = _function_words("en"), _function_words("es")
    lead = sum((token in spanish) - (token in english) for token in tokens)
    if lead == 0:
        return "es" if locale.lower().startswith("es") else "en"
    return "es" if lead > 0 else "en"


@cache
def _function_words(language: str) -> frozenset[str]:
    """Frequent words that one of the two languages has and the other has not, accents folded."""
    return frozenset((DATA / f"function_words_{language}.txt").read_text(encoding="utf-8").split())
