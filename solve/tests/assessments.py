"""What crisis detection makes of the labelled lines: some seconds of work, done once in a process."""

from functools import cache

from solve.safety import crisis
from solve.safety.crisis import Assessment, Risk
from solve.safety.crisis.labelled import Line, lines


@cache
def assess(messages: tuple[str, ...]) -> Assessment:
    """As `solve.safety.crisis` assesses them, which gives the same answer each time."""
    return crisis.assess(messages)


def met(name: str) -> list[tuple[Line, Risk]]:
    """Each line of a set with the risk that it is met as."""
    return [(line, assess(line.messages).risk) for line in lines(name)]
