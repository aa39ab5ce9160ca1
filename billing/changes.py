"""Who wants to know that a person's subscription has changed, or who a provider's customer is.

`billing` can't import those who act on it (mails, waiting webhooks): they register from their
`AppConfig.ready()`.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from billing.models import Source, Subscription
from billing.plans import Tier


@dataclass(frozen=True, slots=True)
class SubscriptionChange:
    """A subscription after a change of its tier or status.

    Attributes:
        subscription: as it is now, saved.
        tier_before: the tier it had.
        status_before: the status it had.
        at: the time.
    """

    subscription: Subscription
    tier_before: str
    status_before: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """A session that was just counted.

    Attributes:
        user_id: whose.
        used: how many it makes in the period; each number comes once, to whoever counted that session.
        limit: how many there may be.
    """

    user_id: uuid.UUID
    used: int
    limit: int


Listener = Callable[[SubscriptionChange], None]
Counter = Callable[[QuotaUse], None]
Welcome = Callable[[uuid.UUID, Source | None, str], None]
CheckoutListener = Callable[[uuid.UUID, Tier], None]

_listeners: list[Listener] = []
_counters: list[Counter] = []
_welcomes: list[Welcome] = []
_checkout_listeners: list[CheckoutListener] = []


def on_subscription_change(listener: Listener) -> None:
    """Has a function called in the transaction of each change: it may enqueue tasks, and must not fail."""
    _listeners.append(listener)


def on_quota_use(counter: Counter) -> None:
    """Has a function called in the transaction that counts a session against a limit: as above."""
    _counters.append(counter)


def on_acquaintance(welcome: Welcome) -> None:
    """Has a function called when events can find a person whom they couldn't find before.

    It gets the person's id, and the source and name of the customer that they are; None and "" for a
    person who is new altogether. It is called in the transaction.
    """
    _welcomes.append(welcome)


def on_checkout(listener: CheckoutListener) -> None:
    """Has a function called with the person and the tier when somebody is sent off to buy it."""
    _checkout_listeners.append(listener)


def announce(change: SubscriptionChange) -> None:
    """Tells those who want to know of a change."""
    for listener in _listeners:
        listener(change)


def announce_checkout(user_id: uuid.UUID, tier: Tier) -> None:
    """Tells those who want to know that somebody is sent off to buy a tier."""
    for listener in _checkout_listeners:
        listener(user_id, tier)


def announce_use(use: QuotaUse) -> None:
    """Tells those who want to know of a session that was counted."""
    for counter in _counters:
        counter(use)


def introduce(user_id: uuid.UUID, source: Source | None = None, external_id: str = "") -> None:
    """Tells those who want to know whom events can find now."""
    for welcome in _welcomes:
        welcome(user_id, source, external_id)
