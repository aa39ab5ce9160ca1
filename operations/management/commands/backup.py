"""`manage.py backup`: a dump of the database in BACKUP_DIR."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.backups.errors import BackupError
from operations.backups.taking import backup_take


class Command(BaseCommand):
    help = (
        "Dumps the database to BACKUP_DIR, with checksums, and uploads and encrypts it as the settings say."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            backup_take(now=timezone.now(), say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
