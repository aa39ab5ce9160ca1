"""The only home of tiers and their limits."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """What a person has paid for, from the lowest to the highest."""

    FREE = "free"
    STANDARD = "standard"
    PRO = "pro"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a tier gives.

    Attributes:
        tier: the tier.
        sessions_limit: solve sessions per period, None for no limit.
        is_lifetime: whether the period is the whole life of the account.
        device_limit: active devices at once.
    """

    tier: Tier
    sessions_limit: int | None
    is_lifetime: bool
    device_limit: int


# Limits of the HTTP contract ("Subscriptions", "Auth").
PLANS: dict[Tier, Plan] = {
    Tier.FREE: Plan(Tier.FREE, sessions_limit=10, is_lifetime=True, device_limit=1),
    Tier.STANDARD: Plan(Tier.STANDARD, sessions_limit=100, is_lifetime=False, device_limit=2),
    Tier.PRO: Plan(Tier.PRO, sessions_limit=None, is_lifetime=False, device_limit=3),
}


def plan_of(tier: str) -> Plan:
    """The plan of a stored tier."""
    return PLANS[Tier(tier)]
