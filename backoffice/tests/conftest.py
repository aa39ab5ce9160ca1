"""Fixtures of the back office's tests."""

from collections.abc import Callable

import pytest
from pytest_django import Settings

from backoffice.tests.staff import Staff

StaffFactory = Callable[..., Staff]


@pytest.fixture
def staff(settings: Settings) -> StaffFactory:
    """Makes signed-in members of the staff; many in a minute, from one address."""
    settings.RATE_LIMIT_IP_WHITELIST = ["127.0.0.1"]
    return Staff
