"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of the accounts app."""

    name = "accounts"

    def ready(self) -> None:
        """Registers what it holds of a person, clears away, counts and mails, and its cache must forget."""
        # Models can't be imported any earlier.
        import_module("accounts.personal_records")
        import_module("accounts.metrics")
        import_module("accounts.services.pruning")
        import_module("accounts.product_events")
        import_module("accounts.services.billing_notices")
        import_module("accounts.caching").connect_invalidation()
