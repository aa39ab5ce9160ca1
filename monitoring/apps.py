"""The monitoring app."""

from importlib import import_module

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Configuration of the monitoring app."""

    name = "monitoring"

    def ready(self) -> None:
        """Adds our own metrics."""
        # Models can't be imported any earlier.
        import_module("monitoring.metrics").register()
