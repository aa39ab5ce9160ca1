"""The labelled lines that come with the package."""

from dataclasses import dataclass
from functools import cache

from solve.emotion.base import Emotion
from solve.emotion.text import DATA


@dataclass(frozen=True, slots=True)
class Example:
    """A line, its language and the emotion that a careful reader gives it."""

    emotion: Emotion
    locale: str
    text: str


@cache
def labelled() -> tuple[Example, ...]:
    """The lines that the detector was built on: its lexicon is tuned on them, its classifier made of them."""
    return _read("labelled.tsv")


@cache
def held_out() -> tuple[Example, ...]:
    """Lines that nothing was tuned on; they say how well the detector does on what it has not seen."""
    return _read("heldout.tsv")


def _read(name: str) -> tuple[Example, ...]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return tuple(Example(Emotion(emotion), locale, text) for emotion, locale, text in rows)
