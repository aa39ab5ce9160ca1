"""The reports: tables of the daily figures. The command and the back office show the same ones."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from analytics.models import DailyFigure
from analytics.rollup_queries import RETENTION_DAYS

Cell = str | int | float | date | None

STEPS = ("receive", "clarify", "reframe", "options", "commit")


@dataclass(frozen=True, slots=True)
class Report:
    """A table.

    Attributes:
        name: the report's.
        title: for people.
        columns: their names; one that ends in `_share` holds shares between 0 and 1.
        rows: a cell for each column; None where a figure is not known yet or has nothing to be a share of.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Figures:
    """Daily figures of a span of days, both ends included; what was never counted is 0."""

    def __init__(self, first: date, last: date, metrics: Sequence[str]) -> None:
        """Reads the metrics, in one query."""
        self._values: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
        rows = DailyFigure.objects.filter(metric__in=metrics, day__gte=first, day__lte=last)
        for metric, day, dimension, value in rows.values_list("metric", "day", "dimension", "value"):
            self._values[metric, day][dimension] = value
        self.days = tuple(first + timedelta(days=number) for number in range((last - first).days + 1))

    def on(self, metric: str, day: date) -> int:
        """A metric on a day, its dimensions added up."""
        return sum(self._values[metric, day].values())

    def known_on(self, metric: str, day: date) -> int | None:
        """A metric on a day that may have none, such as a median."""
        return self._values[metric, day].get("")

    def by_dimension(self, metric: str) -> dict[str, int]:
        """A metric over all days, by dimension."""
        sums: dict[str, int] = defaultdict(int)
        for day in self.days:
            for dimension, value in self._values[metric, day].items():
                sums[dimension] += value
        return dict(sums)

    def total(self, metric: str) -> int:
        """A metric over all days."""
        return sum(self.by_dimension(metric).values())


def share(part: int, whole: int) -> float | None:
    """A part of a whole, rounded to four digits; None of nothing."""
    return round(part / whole, 4) if whole else None


def funnel(first: date, last: date, _today: date) -> Report:
    """How far the sessions came that started in the span, and how many people signed up, came and paid."""
    figures = Figures(
        first,
        last,
        ("signups", "activated", "converted", "sessions_started", "cohort_steps", "cohort_completed"),
    )
    started = figures.total("sessions_started")
    steps = figures.by_dimension("cohort_steps")
    sessions = [
        ("sessions_started", started),
        *((f"{step}_completed", steps.get(step, 0)) for step in STEPS),
        ("sessions_completed", figures.total("cohort_completed")),
    ]
    people = [(stage, figures.total(stage)) for stage in ("signups", "activated", "converted")]
    rows = [*_stages("sessions", sessions), *_stages("people", people)]
    return Report("funnel", "Funnel", ("of", "stage", "count", "share", "previous_share"), tuple(rows))


def _stages(of: str, stages: Sequence[tuple[str, int]]) -> list[tuple[Cell, ...]]:
    whole, previous = stages[0][1], None
    rows: list[tuple[Cell, ...]] = []
    for stage, count in stages:
        rows.append(
            (of, stage, count, share(count, whole), None if previous is None else share(count, previous))
        )
        previous = count
    return rows


def retention(first: date, last: date, today: date) -> Report:
    """Who of each day's sign-ups did something exactly 1, 7 and 30 days later."""
    metrics = {days: f"retained_d{days}" for days in RETENTION_DAYS}
    figures = Figures(first, last, ("signups", *metrics.values()))
    columns = ["day", "signups"]
    for days in RETENTION_DAYS:
        columns += [f"d{days}", f"d{days}_share"]
    rows: list[tuple[Cell, ...]] = []
    for day in figures.days:
        cells: list[Cell] = [day, figures.on("signups", day)]
        for days, metric in metrics.items():
            # The day in question must be over.
            over = (today - day).days > days
            count = figures.on(metric, day)
            cells += [count, share(count, figures.on("signups", day))] if over else [None, None]
        rows.append(tuple(cells))
    return Report("retention", "Retention", tuple(columns), tuple(rows))


_USAGE = (
    "signups", "active_people", "sessions_started", "sessions_completed", "sessions_abandoned", "crises",
    "reminders_set", "upgrades", "payers_won", "payers_lost", "payments_failed", "model_microusd",
)  # fmt: skip
_OWN_COLUMN = ("payers_won", "payers_lost", "model_microusd")


def usage(first: date, last: date, _today: date) -> Report:
    """What happened on each day, and who paid."""
    figures = Figures(first, last, (*_USAGE, "first_value_seconds"))
    plain = [metric for metric in _USAGE if metric not in _OWN_COLUMN]
    paying = paying_before(first)
    rows: list[tuple[Cell, ...]] = []
    for day in figures.days:
        won, lost = figures.on("payers_won", day), figures.on("payers_lost", day)
        rows.append(
            (
                day,
                *(figures.on(metric, day) for metric in plain),
                share(figures.on("sessions_completed", day), figures.on("sessions_started", day)),
                figures.known_on("first_value_seconds", day),
                paying + won - lost,
                lost,
                share(lost, paying),
                round(figures.on("model_microusd", day) / 1_000_000, 6),
            )
        )
        paying += won - lost
    columns = (
        "day", *plain, "completion_share", "first_value_seconds", "paying", "churned", "churn_share",
        "model_usd",
    )  # fmt: skip
    return Report("usage", "Usage", columns, tuple(rows))


def paying_before(day: date) -> int:
    """How many people paid when the day began."""
    won = lost = 0
    rows = DailyFigure.objects.filter(metric__in=("payers_won", "payers_lost"), day__lt=day)
    for metric, value in rows.values_list("metric", "value"):
        if metric == "payers_won":
            won += value
        else:
            lost += value
    return won - lost


REPORTS: Mapping[str, Callable[[date, date, date], Report]] = MappingProxyType(
    {"funnel": funnel, "retention": retention, "usage": usage}
)
