"""The monitoring app."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class MonitoringConfig(AppConfig):
    """Configuration of the monitoring app."""

    name = "monitoring"

    def ready(self) -> None:
        """Registers the figures of the tasks; serves the metrics of a process that answers no requests."""
        # Models can't be imported any earlier.
        import_module("monitoring.task_figures")
        import_module("monitoring.postgresql_figures")
        if settings.METRICS_PORT:
            import_module("monitoring.exposition").serve(settings.METRICS_HOST, settings.METRICS_PORT)
