"""Fixtures for the tests of webhooks."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from solacore.testing.clients import Native
from solacore.testing.payments import RevenueCat, Stripe, payment_settings

Current = Callable[[], dict[str, Any]]


@pytest.fixture(autouse=True)
def _payments(settings: Settings) -> None:
    payment_settings(settings)


@pytest.fixture
def stripe(server: str, person: Native) -> Stripe:
    """Stripe, with a subscription of `person`."""
    return Stripe(server, person.user["id"])


@pytest.fixture
def revenuecat(server: str, person: Native) -> RevenueCat:
    """RevenueCat, with a purchase of `person`."""
    return RevenueCat(server, person.user["id"])
