"""`manage.py backup_drill`: proves that the newest backup can be restored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.backups.drill import backup_drill
from operations.backups.errors import BackupError


class Command(BaseCommand):
    help = "Restores the newest backup into a scratch database, compares every table, and drops it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            backup = backup_drill(now=timezone.now(), say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{backup.dump.name} came back whole.")
