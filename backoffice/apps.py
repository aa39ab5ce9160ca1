"""The back office."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class BackofficeConfig(AppConfig):
    """Configuration of the back office."""

    name = "backoffice"
    verbose_name = "Back office"

    def ready(self) -> None:
        """Has the roles follow roles.py after every migration."""
        # Models can't be imported any earlier.
        roles: Any = import_module("backoffice.roles")
        # The signal comes once for each app with models; at the last one all other permissions exist.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(roles.sync_after_migration, sender=last)
