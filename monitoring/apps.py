"""The monitoring app."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class MonitoringConfig(AppConfig):
    """Configuration of the monitoring app."""

    name = "monitoring"

    def ready(self) -> None:
        """Serves the metrics of a process that answers no requests, such as a worker."""
        if settings.METRICS_PORT:
            # Needs the models, which can't be imported any earlier.
            import_module("monitoring.exposition").serve(settings.METRICS_HOST, settings.METRICS_PORT)
