"""`manage.py export_account EMAIL`: a person's export, for an operator who answers a request for it."""

import shutil
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.people import person_with
from accounts.services.export import account_export


class Command(BaseCommand):
    help = "Writes everything that is stored of a person as JSON, the same as GET /account/export."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--output", type=Path, help="a new file, readable by you alone (default: standard output)"
        )

    def handle(self, *_args: Any, email: str, output: Path | None, **_options: Any) -> None:
        with account_export(person_with(email).pk, now=timezone.now()) as document:
            if output is None:
                shutil.copyfileobj(document, sys.stdout.buffer)
                return
            try:
                output.touch(mode=0o600, exist_ok=False)
                with output.open("wb") as file:
                    shutil.copyfileobj(document, file)
            except OSError as error:
                raise CommandError(f"{output} can't be written: {error.strerror}.") from None
        self.stderr.write(f"Wrote {output}.")
