"""The billing app."""

from importlib import import_module

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Configuration of the billing app."""

    name = "billing"

    def ready(self) -> None:
        """Registers what the app holds of a person, and what recurs."""
        # Models can't be imported any earlier.
        import_module("billing.jobs")
        import_module("billing.personal_records")
        import_module("billing.stripe_mirror.erasing")
