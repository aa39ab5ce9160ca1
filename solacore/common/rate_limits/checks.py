"""The system check of the limits."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from solacore.common.rate_limits.rates import limit_problems


def check_rate_limits(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """solacore.E001: a limit or the whitelist can't be read."""
    del app_configs
    rates = [(f"RATE_LIMIT_{name}", text) for name, text in settings.RATE_LIMITS.items()]
    problems = limit_problems(rates, settings.RATE_LIMIT_IP_WHITELIST)
    return [Error(problem, id="solacore.E001") for problem in problems]
