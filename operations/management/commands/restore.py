"""`manage.py restore FILE`: brings a backup back."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from operations.backups import remote
from operations.backups.errors import BackupError
from operations.backups.restoring import backup_restore


class Command(BaseCommand):
    help = (
        "Replaces the database by a backup, if every row of it came back; otherwise nothing is changed, and "
        "the exit status is not zero."
    )
    # The database may not exist.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the dump; its manifest and checksums lie beside it")
        parser.add_argument(
            "--force", action="store_true", help="replace a database that is not empty; it is kept, renamed"
        )
        parser.add_argument(
            "--download", action="store_true", help="fetch FILE from the bucket to BACKUP_DIR first"
        )

    def handle(self, *_args: Any, file: Path, force: bool, download: bool, **_options: Any) -> None:
        # Ours would stand in the way of the new database.
        connections.close_all()
        try:
            if download:
                file = remote.download(str(file), Path(settings.BACKUP_DIR), self.stdout.write).dump
            backup_restore(file, force=force, now=timezone.now(), say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{file.name} is restored, and every table was compared with its manifest.")
