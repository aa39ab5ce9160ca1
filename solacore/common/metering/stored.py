"""Figures that stand in PostgreSQL, the same whoever is asked. Each app registers its own in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One value.

    Attributes:
        name: of the metric.
        description: what it is, the same for each value of a name.
        value: in seconds, seconds since 1970, or a number of things.
        labels: a few fixed words, never anything of a person; each value of a name has the same ones.
    """

    name: str
    description: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


Reader = Callable[[datetime], Iterable[Figure]]
_readers: list[Reader] = []


def register_figures(read: Reader) -> None:
    """Adds figures; `read` gets the time and asks PostgreSQL, quickly."""
    _readers.append(read)


def read_figures(now: datetime) -> list[Figure]:
    """All figures as they are now."""
    return [figure for read in _readers for figure in read(now)]
