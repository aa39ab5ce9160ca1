"""What operators see of the rate limits."""

from prometheus_client import Counter

RATE_LIMITED = Counter("solacore_rate_limited_total", "Requests refused by a rate limit.", ["scope"])
FALLBACK = Counter(
    "solacore_rate_limit_fallback_total",
    "Requests that were counted in the process, or not at all, because Redis could not be reached.",
    ["scope"],
)
