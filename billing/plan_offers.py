"""What the paywall shows."""

from dataclasses import dataclass

from billing.plans import PLANS, Tier, price_of
from billing.stripe_prices import Amount, price_list


@dataclass(frozen=True, slots=True)
class Offer:
    """A tier on the paywall; `price` is None for the free one, and while Stripe has not told it."""

    tier: Tier
    price_id: str | None
    sessions_limit: int | None
    is_lifetime: bool
    device_limit: int
    price: Amount | None


def offers() -> list[Offer]:
    """All tiers, from the lowest to the highest."""
    amounts = price_list().amounts()
    return [
        Offer(
            tier=plan.tier,
            price_id=price_of(plan.tier),
            sessions_limit=plan.sessions_limit,
            is_lifetime=plan.is_lifetime,
            device_limit=plan.device_limit,
            price=amounts.get(price_of(plan.tier) or ""),
        )
        for plan in PLANS.values()
    ]
