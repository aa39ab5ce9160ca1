"""The analytics app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Configuration of the analytics app."""

    name = "analytics"
