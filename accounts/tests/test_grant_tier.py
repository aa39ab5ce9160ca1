"""manage.py grant_tier and usage."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from billing.models import Entitlement
from solacore.testing.clients import Native, new_email
from solacore.testing.payments import payment_settings


@pytest.fixture(autouse=True)
def _payments(settings: Any) -> None:
    payment_settings(settings)


def run(command: str, *arguments: str) -> str:
    said = StringIO()
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def grant(email: str, tier: str = "pro", until: str = "2100-01-31", reason: str = "a contest") -> str:
    return run("grant_tier", email, tier, "--until", until, "--reason", reason)


def in_days(days: int) -> str:
    return f"{timezone.now().astimezone(UTC) + timedelta(days=days):%Y-%m-%d}"


def test_a_tier_until_the_end_of_a_day(person: Native, outsider: Native) -> None:
    assert "Their tier is now pro." in grant(person.email.upper())
    current = person.get("/subscriptions/current").json()
    assert (current["tier"], current["status"]) == ("pro", "active")
    assert current["period_end"] == "2100-02-01T00:00:00Z"
    assert outsider.get("/subscriptions/current").json()["tier"] == "free"
    (row,) = Entitlement.objects.filter(user_id=person.user["id"])
    assert (row.source, row.reason) == ("staff", "a contest")
    assert row.lapses_at == datetime(2100, 2, 1, tzinfo=UTC)


def test_today_is_a_day_that_is_not_over(person: Native) -> None:
    grant(person.email, until=in_days(0))
    assert person.get("/subscriptions/current").json()["tier"] == "pro"


def test_a_lower_grant_takes_nothing_away(person: Native) -> None:
    grant(person.email, "pro")
    assert "has standard until" in grant(person.email, "standard")
    assert "Their tier is now pro." in grant(person.email, "standard")


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2020-01-01"},
        {"until": "tomorrow"},
        {"until": "2100-02-30"},
        {"until": "9999-12-31"},
        {"until": ""},
        {"tier": "free"},
        {"tier": "gold"},
        {"tier": "PRO"},
        {"reason": " "},
        {"reason": "x" * 501},
        {"email": "nobody@example.com"},
    ],
)
def test_what_is_wrong_changes_nothing(person: Native, wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        grant(**({"email": person.email} | wrong))
    assert not Entitlement.objects.filter(user_id=person.user["id"]).exists()


def test_yesterday_is_over(person: Native) -> None:
    with pytest.raises(CommandError, match="is over"):
        grant(person.email, until=in_days(-1))


def test_the_usage_of_a_free_account(person: Native) -> None:
    person.start()
    said = run("usage", person.email.upper())
    assert f"{person.email}: free, active\nsessions: 1 of 10\n" in said
    assert "to open" in said


def test_the_usage_of_a_paid_account_and_where_it_is_from(person: Native) -> None:
    grant(person.email, "standard")
    person.start()
    said = run("usage", person.email)
    assert "sessions: 1 of 100\n" in said
    assert "standard, active, live, to 2100-02-01 00:00 UTC (a contest)" in said
    grant(person.email, "pro")
    assert "of any number\n" in run("usage", person.email)


def test_the_usage_of_nobody() -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        run("usage", new_email())
