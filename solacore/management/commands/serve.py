"""`manage.py serve`: migrates, says where everything is, and plays every role in one process."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.services.staff import development_staff
from operations.services.schedule import running_schedule
from solacore.common.schedule import JobGroup
from solacore.server import run_server
from solacore.worker import running_worker

BANNER = """
Solacore {version} is starting.

  API     {base}
  Docs    {base}/docs  (also /redoc, /openapi.json)
  Admin   {base}/admin/
{staff}
  Model   {model}
  Stop with Ctrl-C.
"""


class Command(BaseCommand):
    help = "Migrates the database and serves the API, streams and admin on HOST and PORT."

    def handle(self, *_args: Any, **_options: Any) -> None:
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
        if not started:
            sys.exit(1)
        self.stdout.write("Solacore has stopped.")

    def _staff(self) -> str:
        if not settings.DEBUG:
            return "          (make an account with manage.py createsuperuser)"
        staff = development_staff()
        return f"          sign in as {staff.email} with the password {staff.password}"
