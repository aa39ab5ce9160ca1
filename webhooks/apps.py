"""The webhooks app."""

from importlib import import_module

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Configuration of the webhooks app."""

    name = "webhooks"

    def ready(self) -> None:
        """Registers what the app holds of a person, what it clears away, and whom its events wait for."""
        # Models can't be imported any earlier.
        import_module("webhooks.personal_records")
        import_module("webhooks.services.pruning")
        import_module("webhooks.services.replaying")
        import_module("webhooks.metrics")
