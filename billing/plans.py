"""The only home of tiers and their limits."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Tier(StrEnum):
    """What a person has paid for, from the lowest to the highest."""

    FREE = "free"
    STANDARD = "standard"
    PRO = "pro"

    @property
    def rank(self) -> int:
        """Its place in the order of upgrades, 0 for the lowest."""
        return list(Tier).index(self)


@dataclass(frozen=True, slots=True)
class LLMBudget:
    """What the model may cost a person, in millionths of a US dollar; 0 is no cap.

    Attributes:
        session_microusd: in one session.
        day_microusd: in one day of UTC.
    """

    session_microusd: int
    day_microusd: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a tier gives.

    Attributes:
        tier: the tier.
        sessions_limit: solve sessions per period, None for no limit.
        is_lifetime: whether the period is the whole life of the account.
        device_limit: active devices at once.
        llm_budget: what the model may cost, unless the environment says otherwise (`llm_budget_of`).
    """

    tier: Tier
    sessions_limit: int | None
    is_lifetime: bool
    device_limit: int
    llm_budget: LLMBudget


# Limits of the HTTP contract ("Subscriptions", "Auth"). A session of thirteen turns with the default
# models costs about $0.02, with ones twenty times as dear $0.40: the budgets stop abuse, not conversations.
PLANS: dict[Tier, Plan] = {
    Tier.FREE: Plan(
        Tier.FREE,
        sessions_limit=10,
        is_lifetime=True,
        device_limit=1,
        llm_budget=LLMBudget(500_000, 1_000_000),
    ),
    Tier.STANDARD: Plan(
        Tier.STANDARD,
        sessions_limit=100,
        is_lifetime=False,
        device_limit=2,
        llm_budget=LLMBudget(1_000_000, 3_000_000),
    ),
    Tier.PRO: Plan(
        Tier.PRO,
        sessions_limit=None,
        is_lifetime=False,
        device_limit=3,
        llm_budget=LLMBudget(2_000_000, 10_000_000),
    ),
}


def llm_budget_of(plan: Plan) -> LLMBudget:
    """A plan's budget, with what LLM_BUDGET_{FREE,STANDARD,PRO}_{SESSION,DAY} say in its place."""
    name, usual = plan.tier.name, plan.llm_budget
    return LLMBudget(
        session_microusd=settings.LLM_BUDGETS.get(f"{name}_SESSION", usual.session_microusd),
        day_microusd=settings.LLM_BUDGETS.get(f"{name}_DAY", usual.day_microusd),
    )


def plan_of(tier: str) -> Plan:
    """The plan of a stored tier."""
    return PLANS[Tier(tier)]


def prices_of(tier: Tier) -> list[str]:
    """The Stripe prices that buy a tier, the usual one first; none for the free one."""
    prices = {Tier.STANDARD: settings.STRIPE_PRICES_STANDARD, Tier.PRO: settings.STRIPE_PRICES_PRO}
    return list(prices.get(tier, ()))


def tier_of_entitlements(names: Iterable[str]) -> Tier | None:
    """The highest tier that entitlements of RevenueCat stand for; None when none is ours."""
    tiers = {
        settings.REVENUECAT_ENTITLEMENT_STANDARD: Tier.STANDARD,
        settings.REVENUECAT_ENTITLEMENT_PRO: Tier.PRO,
    }
    unlocked = {tiers.get(name) for name in names}
    return next((tier for tier in reversed(Tier) if tier in unlocked), None)


def tier_of_price(price_id: str) -> Tier | None:
    """The tier that a Stripe price buys; None when the price is none of ours."""
    return next((tier for tier in Tier if price_id in prices_of(tier)), None)
