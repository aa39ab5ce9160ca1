"""What crisis detection makes of the labelled lines: some seconds of work, done once in a process."""

from functools import cache
from typing import Final

from solve.safety import crisis
from solve.safety.crisis import Assessment, Risk
from solve.safety.crisis.labelled import Line, lines

# Labelled lines are many and alike: every fifth of them tells as much.
_EVERY: Final = {"labelled": 5, "heldout": 1}


@cache
def assess(messages: tuple[str, ...]) -> Assessment:
    """As `solve.safety.crisis` assesses them, which gives the same answer each time."""
    return crisis.assess(messages)


def some(name: str) -> tuple[Line, ...]:
    """The lines of a set that are assessed."""
    return lines(name)[:: _EVERY[name]]


def met(name: str) -> list[tuple[Line, Risk]]:
    """Each of those lines with the risk that it is met as."""
    return [(line, assess(line.messages).risk) for line in some(name)]
