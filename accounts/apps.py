"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of the accounts app."""

    name = "accounts"

    def ready(self) -> None:
        """Registers what the app holds of a person, and what it clears away."""
        # Models can't be imported any earlier.
        import_module("accounts.personal_records")
        import_module("accounts.services.pruning")
