"""The operations app."""

from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Configuration of the operations app."""

    name = "operations"

    def ready(self) -> None:
        """Registers the recurring jobs that belong to no other app."""
        import_module("operations.jobs")
        # Models can't be imported any earlier.
        import_module("operations.metrics")
