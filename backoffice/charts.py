"""Charts as SVG, drawn here: no script, no other host, colours by the style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

# Units of the drawing; it is scaled to the width of the page.
WIDTH = 640
HEIGHT = 160
GAP_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place in the drawing, and what it stands for."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from left to right.

    Attributes:
        title: what it shows.
        bars: drawn in WIDTH × HEIGHT units.
        total: the whole, as it is shown beside the title.
        top: the largest value, which reaches the top.
    """

    title: str
    bars: tuple[Bar, ...]
    total: str
    top: float
    width: int = WIDTH
    height: int = HEIGHT


def bar_chart(title: str, points: Sequence[tuple[str, float]], *, total: str | None = None) -> Chart:
    """A chart of labelled values.

    Args:
        title: what it shows.
        points: label and value of each bar; values are not negative.
        total: what stands beside the title; the sum by default.
    """
    top = max((value for _, value in points), default=0) or 1
    step = WIDTH / max(1, len(points))
    bars = tuple(
        Bar(
            label,
            value,
            x=round(index * step + step * GAP_SHARE / 2, 2),
            y=round(HEIGHT - value / top * HEIGHT, 2),
            width=round(step * (1 - GAP_SHARE), 2),
            height=round(value / top * HEIGHT, 2),
        )
        for index, (label, value) in enumerate(points)
    )
    whole = sum(value for _, value in points)
    return Chart(title, bars, f"{whole:g}" if total is None else total, top)
