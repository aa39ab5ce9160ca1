"""The daily figures. Each test has days of its own, long before anything else in the database."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from analytics.models import AnalyticsEvent, DailyFigure, RollupState
from analytics.services.pruning import events_forget
from analytics.services.rollup import rollup
from solve.models import SolveSession

_years = itertools.count(1950)


@pytest.fixture(autouse=True)
def _nothing_is_pruned() -> None:
    """Where another test has pruned, the days before are final, and those of the tests here are."""
    RollupState.objects.update(kept_from=None)


@pytest.fixture
def day() -> date:
    """A day that no other test uses, with none near it."""
    return date(next(_years), 6, 1)


def at(day: date, hour: float = 12) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)


def signed_up(when: datetime) -> User:
    return User.objects.create(email=f"{uuid.uuid4()}@example.com", created_at=when)


def happened(
    user: User, name: str, when: datetime, session: SolveSession | None = None, **payload: Any
) -> None:
    AnalyticsEvent.objects.create(user=user, session=session, name=name, payload=payload, created_at=when)


def session_of(user: User, when: datetime) -> SolveSession:
    session = SolveSession.objects.create(user=user, created_at=when)
    happened(user, "session_started", when, session, locale="en")
    return session


def figures(day: date) -> dict[tuple[str, str], int]:
    return {
        (metric, dimension): value
        for metric, dimension, value in DailyFigure.objects.filter(day=day).values_list(
            "metric", "dimension", "value"
        )
        if value
    }


def test_a_day_is_counted(day: date) -> None:
    first, second = signed_up(at(day, 1)), signed_up(at(day, 23.9))
    done, left = session_of(first, at(day, 2)), session_of(second, at(day, 23.95))
    happened(first, "step_completed", at(day, 3), done, step="receive", exchanges=1)
    happened(first, "step_completed", at(day, 4), done, step="options", exchanges=2)
    happened(first, "session_completed", at(day, 5), done)
    happened(second, "step_completed", at(day, 24.1), left, step="receive", exchanges=1)
    happened(first, "crisis_detected", at(day, 5), done, risk="acute", language="en")
    happened(first, "upgrade_completed", at(day + timedelta(days=3)), tier="standard", from_tier="free")
    happened(second, "emotion_detected", at(day + timedelta(days=7), 0), left, emotion="sad", confidence=0.5)
    rollup(timezone.now())
    assert figures(day) == {
        ("signups", ""): 2,
        ("active_people", ""): 2,
        ("sessions_started", ""): 2,
        ("sessions_completed", ""): 1,
        ("steps_completed", "receive"): 1,
        ("steps_completed", "options"): 1,
        ("cohort_steps", "receive"): 2,
        ("cohort_steps", "options"): 1,
        ("cohort_completed", ""): 1,
        ("crises", "acute"): 1,
        ("activated", ""): 1,
        ("converted", ""): 1,
        ("first_value_people", ""): 1,
        ("first_value_seconds", ""): 3 * 3600,
        ("retained_d1", ""): 1,
        ("retained_d7", ""): 1,
    }
    assert figures(day + timedelta(days=3)) == {("upgrades", "standard"): 1, ("payers_won", ""): 1}


def test_doing_it_again_changes_nothing(day: date) -> None:
    session_of(signed_up(at(day)), at(day))
    now = timezone.now()
    rollup(now)
    before = list(DailyFigure.objects.order_by("pk").values())
    assert rollup(now, since=day) == 0
    assert list(DailyFigure.objects.order_by("pk").values()) == before


def test_late_events_are_in_the_next_one(day: date) -> None:
    user = signed_up(at(day))
    session = session_of(user, at(day))
    rollup(timezone.now())
    assert ("cohort_completed", "") not in figures(day)
    happened(user, "session_completed", at(day + timedelta(days=2)), session)
    rollup(timezone.now())
    assert figures(day)["cohort_completed", ""] == 1
    assert figures(day + timedelta(days=2))["sessions_completed", ""] == 1


def test_an_event_that_is_taken_back_leaves_the_figures(day: date) -> None:
    user = signed_up(at(day))
    session = session_of(user, at(day))
    rollup(timezone.now())
    session.delete()
    rollup(timezone.now(), since=day)
    assert figures(day) == {("signups", ""): 1}


def test_the_command_says_what_changed(day: date, capsys: pytest.CaptureFixture[str]) -> None:
    session_of(signed_up(at(day)), at(day))
    call_command("rollup_analytics")
    assert figures(day)["signups", ""] == 1
    call_command("rollup_analytics")
    assert capsys.readouterr().out.splitlines()[-1].startswith("Figures changed: ")


def test_pruned_days_keep_their_figures(day: date, settings: Settings) -> None:
    settings.ANALYTICS_RETENTION_DAYS = (timezone.now().date() - day).days - 10
    user = signed_up(at(day))
    session_of(user, at(day))
    session_of(user, at(day + timedelta(days=20)))
    assert events_forget(timezone.now()) >= 1
    assert AnalyticsEvent.objects.filter(user=user).count() == 1
    rollup(timezone.now(), since=day)
    assert figures(day)["sessions_started", ""] == 1
    assert figures(day + timedelta(days=20))["sessions_started", ""] == 1


def test_its_figures_are_those_of_plain_sql(day: date) -> None:
    for number in range(20):
        user = signed_up(at(day, number))
        for hour in range(number % 4):
            session_of(user, at(day, number + hour))
    rollup(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT user_id) FROM analytics_events "
            "WHERE name = 'session_started' AND created_at >= %s AND created_at < %s",
            [at(day, 0), at(day, 24)],
        )
        sessions, people = cursor.fetchone()
    assert figures(day)["sessions_started", ""] == sessions
    assert figures(day)["active_people", ""] == people


def test_what_the_staff_gives_is_not_bought(day: date) -> None:
    user = signed_up(at(day))
    happened(user, "upgrade_completed", at(day), tier="pro", from_tier="free", source="staff")
    happened(user, "subscription_ended", at(day, 20), from_tier="pro", source="staff")
    rollup(timezone.now())
    assert figures(day) == {("signups", ""): 1, ("upgrades", "pro"): 1}


def test_a_cohort_is_final_after_the_horizon(day: date) -> None:
    """Or the figures would depend on how far back a roll-up happens to look."""
    user = signed_up(at(day))
    session = session_of(user, at(day))
    for days in (29, 31):
        happened(user, "step_completed", at(day + timedelta(days=days)), session, step="options", exchanges=1)
    happened(user, "session_completed", at(day + timedelta(days=31)), session)
    rollup(timezone.now(), since=day)
    seen = figures(day)
    assert seen["cohort_steps", "options"] == seen["first_value_people", ""] == 1
    assert ("cohort_completed", "") not in seen


def test_the_model_s_cost_outlives_its_source(day: date) -> None:
    figure = DailyFigure.objects.create(day=day, metric="model_microusd", value=42)
    rollup(timezone.now(), since=day)
    figure.refresh_from_db()
    assert figure.value == 42
