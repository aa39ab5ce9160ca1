"""The solve app."""

from importlib import import_module

from django.apps import AppConfig


class SolveConfig(AppConfig):
    """Configuration of the solve app."""

    name = "solve"

    def ready(self) -> None:
        """Registers what the app holds of a person, and what it clears away."""
        # Models can't be imported any earlier.
        import_module("solve.personal_records")
        import_module("solve.services.pruning")
