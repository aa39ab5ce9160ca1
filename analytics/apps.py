"""The analytics app."""

from importlib import import_module

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Configuration of the analytics app."""

    name = "analytics"

    def ready(self) -> None:
        """Registers what the app holds of a person."""
        # Models can't be imported any earlier.
        import_module("analytics.personal_records")
