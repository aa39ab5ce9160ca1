"""The labelled lines that crisis detection is measured on, and the figures.

`labelled.tsv` was used while the rules were written. `heldout.tsv` was written apart from them; its figures at
first contact are in docs/safety.md. A line holds label, language, category and text; `⏎` stands between the
messages of one conversation.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solve.safety.crisis import Risk, assess

SETS: Final = ("labelled", "heldout")
HARMLESS: Final = "harmless"

_DATA: Final = Path(__file__).parent / "data"
_BETWEEN_MESSAGES: Final = " ⏎ "


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled conversation: `label` is `acute`, `concern` or `harmless`."""

    label: str
    language: str
    category: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How detection did on some lines.

    Attributes:
        counts: how many lines of a label (first) were met with a risk (second).
    """

    counts: Counter[tuple[str, Risk]]

    def share(self, label: str, *risks: Risk) -> float:
        """The share, 0 to 1, of a label's lines that were met with one of these risks; 0 without lines."""
        total = sum(number for (key, _), number in self.counts.items() if key == label)
        met = sum(self.counts[label, risk] for risk in risks)
        return met / total if total else 0.0

    @property
    def acute_recall(self) -> float:
        """The share of acute lines that are blocked, with the helplines."""
        return self.share(Risk.ACUTE, Risk.ACUTE)

    @property
    def false_alarms(self) -> float:
        """The share of harmless lines that are blocked or carry helplines."""
        return self.share(HARMLESS, Risk.ACUTE, Risk.CONCERN)

    @property
    def wrongly_blocked(self) -> float:
        """The share of lines of concern that are blocked."""
        return self.share(Risk.CONCERN, Risk.ACUTE)


def lines(name: str) -> tuple[Line, ...]:
    """The lines of a set of `SETS`."""
    rows = (row.split("\t") for row in (_DATA / f"{name}.tsv").read_text("utf-8").splitlines()[1:])
    return tuple(
        Line(label, language, category, tuple(text.split(_BETWEEN_MESSAGES)))
        for label, language, category, text in rows
    )


def measure(labelled: Iterable[Line]) -> Figures:
    """Assess every line and count."""
    return Figures(Counter((line.label, assess(line.messages).risk) for line in labelled))
