"""How well a classifier does on labelled examples: accuracy, recall and confusion matrix, as plain text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Evaluation:
    """The outcome of a classifier on a labelled set.

    Attributes:
        labels: every label, in the order in which they are shown.
        pairs: how often each pair of expected and predicted label occurred.
    """

    labels: tuple[str, ...]
    pairs: Counter[tuple[str, str]]

    @property
    def total(self) -> int:
        """The number of examples."""
        return self.pairs.total()

    @property
    def accuracy(self) -> float:
        """The share of examples that were labelled right, from 0 to 1; 0 for an empty set."""
        right = sum(self.pairs[label, label] for label in self.labels)
        return right / self.total if self.total else 0.0

    def recall(self, label: str) -> float:
        """The share of the examples of a label that were found, from 0 to 1; 0 when there are none."""
        expected = sum(self.pairs[label, predicted] for predicted in self.labels)
        return self.pairs[label, label] / expected if expected else 0.0

    def precision(self, label: str) -> float:
        """The share of the predictions of a label that were right, from 0 to 1; 0 when there are none."""
        predicted = sum(self.pairs[expected, label] for expected in self.labels)
        return self.pairs[label, label] / predicted if predicted else 0.0

    def table(self) -> str:
        """The confusion matrix: a row per expected label, a column per predicted, recall and precision."""
        width = max(len(label) for label in (*self.labels, "precision")) + 2
        lines = [_row("", (*self.labels, "recall"), width)]
        for expected in self.labels:
            counts = [str(self.pairs[expected, predicted]) for predicted in self.labels]
            lines.append(_row(expected, (*counts, f"{self.recall(expected):.2f}"), width))
        lines.append(_row("precision", [f"{self.precision(label):.2f}" for label in self.labels], width))
        return "\n".join(lines)


def evaluate(outcomes: Iterable[tuple[str, str]], labels: Sequence[str]) -> Evaluation:
    """Counts outcomes.

    Args:
        outcomes: for each example the expected and the predicted label.
        labels: every label there is, in the order in which they are to be shown.

    Raises:
        ValueError: when an outcome has a label that is not among them.
    """
    pairs = Counter(outcomes)
    unknown = {label for pair in pairs for label in pair} - set(labels)
    if unknown:
        raise ValueError(f"labels that were not announced: {sorted(unknown)}")
    return Evaluation(tuple(labels), pairs)


def _row(head: str, cells: Sequence[str], width: int) -> str:
    return head.ljust(width) + "".join(cell.rjust(width) for cell in cells)
