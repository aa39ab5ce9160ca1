"""The solve app."""

from importlib import import_module

from django.apps import AppConfig


class SolveConfig(AppConfig):
    """Configuration of the solve app."""

    name = "solve"

    def ready(self) -> None:
        """Registers what the app holds of a person, what it clears away, and what recurs."""
        # Models can't be imported any earlier.
        import_module("solve.jobs")
        import_module("solve.personal_records")
        import_module("solve.services.pruning")
