"""`manage.py report`."""

import csv
import io
import json
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analytics.models import DailyFigure
from analytics.rendering import csv_safe
from analytics.reports import REPORTS, retention

DAY = date(1890, 3, 1)


@pytest.fixture(autouse=True)
def _figures() -> None:
    """Two days of figures; the roll-up looks at no day without events."""
    rows = {
        ("signups", ""): 40, ("activated", ""): 10, ("converted", ""): 2, ("sessions_started", ""): 50,
        ("sessions_completed", ""): 25, ("cohort_steps", "receive"): 40, ("cohort_steps", "commit"): 20,
        ("cohort_completed", ""): 20, ("retained_d1", ""): 10, ("payers_won", ""): 4, ("payers_lost", ""): 1,
        ("model_microusd", ""): 1_234_567, ("first_value_seconds", ""): 900,
    }  # fmt: skip
    for (metric, dimension), value in rows.items():
        DailyFigure.objects.get_or_create(
            day=DAY, metric=metric, dimension=dimension, defaults={"value": value}
        )


def report(capsys: pytest.CaptureFixture[str], name: str, *options: str) -> str:
    call_command("report", name, "--from", str(DAY), "--to", str(DAY + timedelta(days=1)), *options)
    return capsys.readouterr().out


def rows_of(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(text)["rows"]
    return rows


def test_the_funnel(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["stage"]: row for row in rows_of(report(capsys, "funnel", "--format", "json"))}
    assert list(rows) == [
        "sessions_started", "receive_completed", "clarify_completed", "reframe_completed",
        "options_completed", "commit_completed", "sessions_completed", "signups", "activated", "converted",
    ]  # fmt: skip
    assert rows["receive_completed"]["share"] == 0.8
    assert rows["sessions_completed"]["count"] == 20
    assert rows["sessions_completed"]["previous_share"] == 1.0
    assert rows["converted"] == {
        "of": "people", "stage": "converted", "count": 2, "share": 0.05, "previous_share": 0.2,
    }  # fmt: skip


def test_retention(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = rows_of(report(capsys, "retention", "--format", "json"))
    assert (first["signups"], first["d1"], first["d1_share"], first["d7"]) == (40, 10, 0.25, 0)
    assert (second["signups"], second["d1_share"]) == (0, None)


def test_retention_says_nothing_of_days_that_are_not_over() -> None:
    row = retention(DAY, DAY, DAY + timedelta(days=7)).rows[0]
    assert row == (DAY, 40, 10, 0.25, None, None, None, None)


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = rows_of(report(capsys, "usage", "--format", "json"))
    assert (first["completion_share"], first["first_value_seconds"], first["model_usd"]) == (
        0.5,
        900,
        1.234567,
    )
    assert second["paying"] == first["paying"]
    assert second["churned"] == 0


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_format_says_the_same(capsys: pytest.CaptureFixture[str], name: str) -> None:
    rows = rows_of(report(capsys, name, "--format", "json"))
    read = list(csv.DictReader(io.StringIO(report(capsys, name, "--format", "csv"))))
    assert [list(row) for row in read] == [list(row) for row in rows]
    assert [[cell or None for cell in row.values()] for row in read] == [
        [None if cell is None else str(cell) for cell in row.values()] for row in rows
    ]
    lines = report(capsys, name).splitlines()
    assert lines[0].split() == list(rows[0])
    assert len(lines) == len(rows) + 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert csv_safe(cell) == f"'{cell}"
    assert csv_safe(-1) == "-1"


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(CommandError, match="is after"):
        call_command("report", "usage", "--from", "2026-02-02", "--to", "2026-02-01")


@pytest.mark.parametrize(
    "options", [("made_up",), ("usage", "--from", "yesterday"), ("usage", "--format", "pdf")]
)
def test_what_it_does_not_know_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("report", *options)


def test_without_days_it_covers_the_last_thirty(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("report", "usage", "--format", "json")
    rows = rows_of(capsys.readouterr().out)
    assert len(rows) == 30
    assert rows[-1]["day"] == str(timezone.now().astimezone(UTC).date())


@pytest.mark.parametrize("name", sorted(REPORTS))
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(capsys: pytest.CaptureFixture[str], name: str, day: str) -> None:
    call_command("report", name, "--from", day, "--to", day, "--format", "json")
    assert rows_of(capsys.readouterr().out)
    call_command("report", name, "--to", day)
