"""The labelled lines that crisis detection is made from, and measured on.

`labelled` holds what the rules and the second opinion were made from, a file for each batch that one author
wrote in one voice. `heldout` holds what other authors wrote and nobody tuned anything on.
A line holds label, language, category and text; `⏎` stands between the messages of one conversation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solve.evaluation import Evaluation, evaluate
from solve.safety.crisis import Risk, assess

SETS: Final = ("labelled", "heldout")

_DATA: Final = Path(__file__).parent / "data"
_BETWEEN_MESSAGES: Final = " ⏎ "
# What a line's label says the risk is.
_RISKS: Final = {"acute": Risk.ACUTE, "concern": Risk.CONCERN, "harmless": Risk.NONE}


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled conversation, its last message the current one."""

    risk: Risk
    batch: str
    language: str
    category: str
    messages: tuple[str, ...]


def lines(name: str) -> tuple[Line, ...]:
    """The lines of a set of `SETS`, batch by batch."""
    return tuple(line for path in sorted((_DATA / name).glob("*.tsv")) for line in _batch(path))


def _batch(path: Path) -> Iterator[Line]:
    for row in path.read_text("utf-8").splitlines()[1:]:
        label, language, category, text = row.split("\t")
        yield Line(_RISKS[label], path.stem, language, category, tuple(text.split(_BETWEEN_MESSAGES)))


def met(labelled: Iterable[Line]) -> list[tuple[Line, Risk]]:
    """Each line with the risk that it is met as."""
    return [(line, assess(line.messages).risk) for line in labelled]


def measure(assessed: Iterable[tuple[Line, Risk]]) -> Evaluation:
    """The figures of lines that were assessed: the labels are the risks."""
    return evaluate(((line.risk, risk) for line, risk in assessed), tuple(Risk))


def false_alarms(figures: Evaluation) -> float:
    """The share, 0 to 1, of harmless lines that are blocked or carry helplines."""
    return 1 - figures.recall(Risk.NONE)


def wrongly_blocked(figures: Evaluation) -> float:
    """The share, 0 to 1, of lines of concern that are blocked; 0 when there are none."""
    concern = sum(figures.pairs[Risk.CONCERN, risk] for risk in Risk)
    return figures.pairs[Risk.CONCERN, Risk.ACUTE] / concern if concern else 0.0
