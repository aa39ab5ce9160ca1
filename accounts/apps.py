"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of the accounts app."""

    name = "accounts"

    def ready(self) -> None:
        """Registers what the app holds of a person, clears away, counts, and must forget in its cache."""
        # Models can't be imported any earlier.
        import_module("accounts.personal_records")
        import_module("accounts.metrics")
        import_module("accounts.services.pruning")
        import_module("accounts.product_events")
        import_module("accounts.caching").connect_invalidation()
