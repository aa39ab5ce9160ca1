"""What the paywall shows."""

from dataclasses import dataclass

from billing.plans import PLANS, Tier, prices_of
from billing.stripe_prices import Amount, price_list


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to pay for a tier; `price` is None while Stripe has not told it."""

    price_id: str
    price: Amount | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A tier on the paywall; `choices` are none for the free one, and begin with the usual one."""

    tier: Tier
    choices: list[Choice]
    sessions_limit: int | None
    is_lifetime: bool
    device_limit: int

    @property
    def price_id(self) -> str | None:
        """Of the usual choice."""
        return self.choices[0].price_id if self.choices else None

    @property
    def price(self) -> Amount | None:
        """Of the usual choice."""
        return self.choices[0].price if self.choices else None


def offers() -> list[Offer]:
    """All tiers, from the lowest to the highest."""
    amounts = price_list().amounts()
    return [
        Offer(
            tier=plan.tier,
            choices=[Choice(price_id, amounts.get(price_id)) for price_id in prices_of(plan.tier)],
            sessions_limit=plan.sessions_limit,
            is_lifetime=plan.is_lifetime,
            device_limit=plan.device_limit,
        )
        for plan in PLANS.values()
    ]
