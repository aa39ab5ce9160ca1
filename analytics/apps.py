"""The analytics app."""

from importlib import import_module

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Configuration of the analytics app."""

    name = "analytics"

    def ready(self) -> None:
        """Registers what the app holds of a person, what it clears away and what recurs."""
        # Models can't be imported any earlier.
        for module in ("jobs", "personal_records", "services.pruning"):
            import_module(f"analytics.{module}")
