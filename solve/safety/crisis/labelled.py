"""The labelled lines that crisis detection is measured on.

`labelled` was used while the rules were written. `heldout` was written in batches, each before the rules met
it; its figures at first contact, in docs/safety.md, are the ones that say something about unseen text.
A line holds label, language, category and text; `⏎` stands between the messages of one conversation.
"""

from collections.abc import Iterable
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
    language: str
    category: str
    messages: tuple[str, ...]


def lines(name: str) -> tuple[Line, ...]:
    """The lines of a set of `SETS`."""
    rows = (row.split("\t") for row in (_DATA / f"{name}.tsv").read_text("utf-8").splitlines()[1:])
    return tuple(
        Line(_RISKS[label], language, category, tuple(text.split(_BETWEEN_MESSAGES)))
        for label, language, category, text in rows
    )


def measure(labelled: Iterable[Line]) -> Evaluation:
    """Assess every line: the labels are the risks."""
    return evaluate(((line.risk, assess(line.messages).risk) for line in labelled), tuple(Risk))


def false_alarms(figures: Evaluation) -> float:
    """The share, 0 to 1, of harmless lines that are blocked or carry helplines."""
    return 1 - figures.recall(Risk.NONE)


def wrongly_blocked(figures: Evaluation) -> float:
    """The share, 0 to 1, of lines of concern that are blocked; 0 when there are none."""
    concern = sum(figures.pairs[Risk.CONCERN, risk] for risk in Risk)
    return figures.pairs[Risk.CONCERN, Risk.ACUTE] / concern if concern else 0.0
