"""Preparing what a person wrote: what may be read of it, in which language it is, and its clauses."""

import re
from collections.abc import Iterator, Mapping

from solve.llm.base import Locale
from solve.llm.guide.language import Language

_URL = re.compile(r"(?:https?://|www\.)[^\s，。；！？、）】》”]+", re.IGNORECASE)
# Placeholders of removed personal data; see the design on personal data.
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")
_UNREADABLE = re.compile(r"[*_#`|~<>{}\[\]\\\u200b-\u200f\u2028-\u202e\ufeff\x00-\x08\x0b-\x1f]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'’-]*")
_LETTER = re.compile(r"[^\W\d_]")
_EDGES = " \t\n,.;:!?…，。；：！？、-–—()（）\"“”«»「」『』'‘’"


def links(text: str) -> bool:
    """Whether the text holds an address of a page."""
    return bool(_URL.search(text))


def readable(text: str, marker: str) -> str:
    """The text without what the guide may neither read nor repeat.

    That is: addresses, placeholders of personal data, the marker, and the signs of markup.
    """
    if marker:
        text = text.replace(marker, " ")
    text = _UNREADABLE.sub(" ", _PLACEHOLDER.sub("…", _URL.sub("…", text)))
    return "\n".join(re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.splitlines()).strip()


def size(text: str, *, spaced: bool) -> int:
    """How long a text is: in words, or in Chinese characters (and Latin words) where words are not spaced."""
    latin = len(_LATIN_WORD.findall(text))
    return latin if spaced else latin + len(_HAN.findall(text))


def language_of(text: str, own: Locale, languages: Mapping[Locale, Language]) -> Locale | None:
    """The language of a text among the guide's, or None for another; an unclear text counts as `own`."""
    han, foreign = len(_HAN.findall(text)), len(_KANA_OR_HANGUL.findall(text))
    words = [word.lower().replace("’", "'") for word in _LATIN_WORD.findall(text)]
    letters = len(_LETTER.findall(text))
    latin = sum(len(_LETTER.findall(word)) for word in words)
    if foreign > han // 4 or letters - latin - han > letters // 2:
        return None if letters > 2 else own
    if han > len(words):
        return "zh"
    if len(words) < 3:
        return own
    hits = {
        locale: sum(word in language.reading.common for word in words)
        for locale, language in languages.items()
        if language.spaced
    }
    best = max(hits, key=lambda locale: (hits[locale], locale == own))
    if not hits[best]:
        return own if languages[own].spaced and len(words) < 7 else None
    return best if languages[own].spaced or not han else own


def sentences(text: str, language: Language) -> list[str]:
    """The sentences of a text, each with its closing sign."""
    return [part.strip() for part in language.reading.sentence_end.split(text) if part.strip()]


def clauses(text: str, language: Language) -> Iterator[str]:
    """The statements in a text that can be told back: short sentences whole, longer ones in parts."""
    for sentence in sentences(text, language):
        if is_question(sentence):
            continue
        whole = bare(sentence)
        if _tellable(whole, language):
            yield whole
            continue
        for part in map(bare, language.reading.clause_break.split(whole)):
            if _tellable(part, language) and language.reading.stands_alone.search(part):
                yield part


def is_question(sentence: str) -> bool:
    """Whether a sentence ends as a question."""
    return sentence.rstrip('"”»」』) ').endswith(("?", "？"))


def bare(text: str) -> str:
    """A text without the signs at its ends and the quotation marks within it."""
    return re.sub(r"[\"“”«»「」『』¿¡]", "", text).strip(_EDGES)


def _tellable(clause: str, language: Language) -> bool:
    least, most = language.reading.sizes
    if not least <= size(clause, spaced=language.spaced) <= most or len(clause) > 9 * most or "…" in clause:
        return False
    return language.locale == "zh" or not (_HAN.search(clause) or _KANA_OR_HANGUL.search(clause))
