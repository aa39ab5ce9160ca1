"""`manage.py sync_roles`: brings the staff's groups in step with backoffice/roles.py."""

from typing import Any

from django.core.management.base import BaseCommand

from backoffice.roles import ROLES, roles_sync


class Command(BaseCommand):
    help = "Makes the groups of the staff and gives each exactly the permissions of its role."

    def handle(self, *_args: Any, **_options: Any) -> None:
        roles_sync()
        self.stdout.write(f"Roles: {', '.join(ROLES)}")
