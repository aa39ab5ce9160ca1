"""The solve app."""

from django.apps import AppConfig


class SolveConfig(AppConfig):
    """Configuration of the solve app."""

    name = "solve"
