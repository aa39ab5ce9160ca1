"""`manage.py serve`: one process that plays every role, or that of `stream` alone."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from accounts.services.staff import development_staff
from operations.services.schedule import running_schedule
from solacore.common.schedule import JobGroup
from solacore.server import run_server
from solacore.worker import running_worker

BANNER = """
Solacore {version} is starting.

  Web app {base}/
  API     {base}
  Docs    {base}/docs  (also /redoc, /openapi.json)
  Admin   {base}/admin/
{staff}
  Model   {model}
  Stop with Ctrl-C.
"""


class Command(BaseCommand):
    help = "Migrates the database and serves the API, streams and admin on HOST and PORT."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--role",
            choices=["all", "stream"],
            default="all",
            help="stream: only serve; migrations and background work are those of other processes",
        )

    def handle(self, *_args: Any, role: str, **_options: Any) -> None:
        started = run_server(settings.HOST, settings.PORT) if role == "stream" else self._serve_all()
        if not started:
            sys.exit(1)

    def _serve_all(self) -> bool:
        call_command("migrate", verbosity=1 if settings.DEBUG else 0, interactive=False)
        base = f"http://{settings.HOST}:{settings.PORT}"
        self.stdout.write(
            BANNER.format(
                version=settings.APP_VERSION, base=base, staff=self._staff(), model=settings.LLM_PROVIDER
            )
        )
        self.stdout.flush()
        groups = [JobGroup.APPLICATION, *([JobGroup.BACKUP] if settings.BACKUP_IN_SERVE else [])]
        with running_worker(), running_schedule(groups):
            started = run_server(settings.HOST, settings.PORT)
        if started:
            self.stdout.write("Solacore has stopped.")
        return started

    def _staff(self) -> str:
        if not settings.DEBUG:
            return "          (make an account with manage.py createsuperuser)"
        staff = development_staff()
        return f"          sign in as {staff.email} with the password {staff.password}"
