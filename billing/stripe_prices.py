"""What our prices cost, as Stripe says: kept for a while, and done without while Stripe is away."""

import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import stripe
import structlog
from django.conf import settings

from billing.errors import StripeFailedError
from billing.plans import Tier, prices_of
from billing.stripe_client import asking_stripe

logger = structlog.get_logger(__name__)

# Seconds after which a known amount is asked for again, and after which a failure is tried again.
FRESH_SECONDS: Final = 600.0
RETRY_SECONDS: Final = 30.0
# Seconds that the paywall waits for amounts that it can do without.
ASK_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Amount:
    """What a subscription costs.

    Attributes:
        amount: in the currency's smallest unit, such as cents.
        currency: ISO 4217, in lower case as Stripe has it.
        interval: day, week, month or year.
        interval_count: how many of them a payment is for.
    """

    amount: int
    currency: str
    interval: str
    interval_count: int


class PriceList:
    """The amounts of our prices, for all threads of a process; one of them at a time asks Stripe."""

    def __init__(self) -> None:
        """Knows none yet."""
        self._asking = threading.Lock()
        self._ask_again_at = 0.0
        self._amounts: dict[str, Amount] = {}

    def amounts(self) -> dict[str, Amount]:
        """What is known, by price id; a price is missing while Stripe has never told its amount."""
        if time.monotonic() >= self._ask_again_at and self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        return self._amounts

    def _ask(self) -> None:
        prices = [price for tier in Tier for price in prices_of(tier)]
        try:
            with asking_stripe(min(ASK_SECONDS, settings.STRIPE_TIMEOUT)) as client:
                asked = {price: _amount_of(client.v1.prices.retrieve(price)) for price in prices}
        except StripeFailedError:
            self._ask_again_at = time.monotonic() + RETRY_SECONDS
        else:
            self._amounts = {price: amount for price, amount in asked.items() if amount is not None}
            self._ask_again_at = time.monotonic() + FRESH_SECONDS


def _amount_of(price: stripe.Price) -> Amount | None:
    """A recurring price's amount; None for one that has no fixed one."""
    recurring: Any = getattr(price, "recurring", None)
    amount = getattr(price, "unit_amount", None)
    if recurring is None or not isinstance(amount, int):
        logger.warning("stripe_price_without_amount")
        return None
    return Amount(amount, str(price.currency), str(recurring.interval), int(recurring.interval_count))


@cache
def price_list() -> PriceList:
    """The one of this process."""
    return PriceList()
