"""The one declaration of all rate limits (HTTP contract, "Limits")."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from django.conf import settings

from solacore.common.rate_limits.rates import Rate, parse_rate


class RateScope(StrEnum):
    """What is counted together. A view declares its own as `rate_scope`; the rest is GLOBAL and API."""

    GLOBAL = "GLOBAL"
    AUTH = "AUTH"
    OAUTH = "OAUTH"
    FORGOT_PASSWORD = "FORGOT_PASSWORD"  # noqa: S105 - a name
    REFRESH = "REFRESH"
    API = "API"
    SSE = "SSE"


class CountedBy(Enum):
    """Whose requests are added up."""

    ADDRESS = "address"
    USER = "user"


class WithoutRedis(Enum):
    """What happens to a scope while Redis can't be reached."""

    OPEN = "open"
    COUNT_IN_PROCESS = "count in this process"


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """How a scope is counted; `setting` names the rate in settings.RATE_LIMITS."""

    setting: str
    by: CountedBy
    without_redis: WithoutRedis

    @property
    def rate(self) -> Rate:
        """The configured rate."""
        return parse_rate(settings.RATE_LIMITS[self.setting])


# Guessing passwords and tokens must stay limited without Redis; all else must stay available.
RULES: dict[RateScope, ScopeRule] = {
    RateScope.GLOBAL: ScopeRule("GLOBAL", CountedBy.ADDRESS, WithoutRedis.OPEN),
    RateScope.AUTH: ScopeRule("AUTH", CountedBy.ADDRESS, WithoutRedis.COUNT_IN_PROCESS),
    RateScope.OAUTH: ScopeRule("OAUTH", CountedBy.ADDRESS, WithoutRedis.COUNT_IN_PROCESS),
    RateScope.FORGOT_PASSWORD: ScopeRule("FORGOT_PASSWORD", CountedBy.ADDRESS, WithoutRedis.COUNT_IN_PROCESS),
    # As wide as GLOBAL, so that it only ever decides while GLOBAL is open.
    RateScope.REFRESH: ScopeRule("GLOBAL", CountedBy.ADDRESS, WithoutRedis.COUNT_IN_PROCESS),
    RateScope.API: ScopeRule("API", CountedBy.USER, WithoutRedis.OPEN),
    RateScope.SSE: ScopeRule("SSE", CountedBy.USER, WithoutRedis.OPEN),
}

# Not counted at all: probes, which must not fail because someone else is busy, and the webhooks of
# payment providers, which come in bursts from a few addresses, prove who sent them, and lose events when
# they are refused. Files are answered before the limits are reached.
UNCOUNTED_PATHS = frozenset(
    {
        "/health",
        "/health/live",
        "/health/ready",
        "/health/metrics",
        "/webhooks/stripe",
        "/webhooks/revenuecat",
    }
)
