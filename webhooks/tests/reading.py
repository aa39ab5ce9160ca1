"""What people see of their rights."""

from datetime import UTC, datetime
from typing import Any

from solacore.testing.clients import Native


def current(person: Native) -> dict[str, Any]:
    """GET /subscriptions/current."""
    response = person.get("/subscriptions/current")
    assert response.status_code == 200, response.text
    return dict(response.json())


def standing(person: Native) -> tuple[str, str]:
    """Tier and status."""
    shown = current(person)
    return shown["tier"], shown["status"]


def usage(person: Native) -> dict[str, Any]:
    """GET /subscriptions/usage."""
    response = person.get("/subscriptions/usage")
    assert response.status_code == 200, response.text
    return dict(response.json())


def shown_time(seconds: float) -> str:
    """A time as the API writes it."""
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat().replace("+00:00", "Z")
