"""What the page of the plans needs; prices and what can be bought it asks the API for."""

from typing import Any

from django.http import HttpRequest

from billing.plans import PLANS


def pricing_context(_request: HttpRequest) -> dict[str, Any]:
    """Every plan, from the lowest tier to the highest."""
    return {"plans": list(PLANS.values())}
