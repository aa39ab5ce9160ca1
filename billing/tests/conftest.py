"""Stripe and RevenueCat as the tests of billing find them."""

from collections.abc import Iterator
from typing import Any

import pytest

from billing.stripe_client import stripe_connections
from billing.stripe_prices import price_list
from billing.tests.fake_revenuecat import KEY, FakeRevenueCat
from billing.tests.fake_stripe import FakeStripe
from billing.tests.localstripe import LocalStripe, running_localstripe
from solacore.testing.fake_server import running
from solacore.testing.payments import payment_settings


@pytest.fixture
def payments(settings: Any) -> Iterator[None]:
    """Payments are on, with two prices; nothing answers as Stripe."""
    payment_settings(settings)
    settings.STRIPE_SECRET_KEY = "sk_test_of_the_tests"
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    price_list.cache_clear()
    yield
    stripe_connections().close()
    stripe_connections.cache_clear()


@pytest.fixture
def stripe(payments: None, settings: Any) -> Iterator[FakeStripe]:
    """A Stripe of our own."""
    with running(FakeStripe()) as fake:
        settings.STRIPE_API_BASE = fake.address
        yield fake


@pytest.fixture(scope="session")
def localstripe_process() -> Iterator[LocalStripe]:
    """localstripe, started once."""
    with running_localstripe() as local:
        yield local


@pytest.fixture
def localstripe(localstripe_process: LocalStripe, payments: None, settings: Any) -> LocalStripe:
    """localstripe with two prices and nothing else."""
    localstripe_process.flush()
    settings.STRIPE_API_BASE = localstripe_process.address
    return localstripe_process


@pytest.fixture
def revenuecat(payments: None, settings: Any) -> Iterator[FakeRevenueCat]:
    """A RevenueCat of our own."""
    settings.REVENUECAT_API_KEY = KEY
    with running(FakeRevenueCat()) as fake:
        settings.REVENUECAT_API_BASE = f"{fake.address}/v1"
        yield fake
