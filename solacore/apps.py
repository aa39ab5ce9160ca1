"""The project package as an app: its system checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from solacore.common.rate_limits.checks import check_rate_limits


class SolacoreConfig(AppConfig):
    """Configuration of the project package."""

    name = "solacore"

    def ready(self) -> None:
        """Registers the checks."""
        register(check_rate_limits, Tags.security)
