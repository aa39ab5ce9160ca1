"""`manage.py run_schedule`: does what has to be done again and again."""

import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DatabaseFailure
from django.db import connections
from django.utils import timezone

from operations.services.schedule import jobs_run_due
from solacore.common.schedule import JobGroup

# Seconds between two looks for what is due.
LOOK_SECONDS = 20.0


class Command(BaseCommand):
    help = (
        "Runs the recurring jobs whenever they are due, each once whatever the number of such processes; "
        "`--once` looks once and ends."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--group",
            action="append",
            type=JobGroup,
            choices=list(JobGroup),
            help="only these (default: all)",
        )
        parser.add_argument("--once", action="store_true", help="look once, for a scheduler of your own")

    def handle(self, *_args: Any, group: list[JobGroup] | None, once: bool, **_options: Any) -> None:
        groups = set(group or JobGroup)
        if once:
            jobs_run_due(groups, now=timezone.now())
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            # A job that runs is cut short, which every job bears; its lease runs out.
            signal.signal(number, lambda *_: sys.exit(0))
        while not stopping.wait(LOOK_SECONDS):
            self._look(groups)

    def _look(self, groups: set[JobGroup]) -> None:
        try:
            jobs_run_due(groups, now=timezone.now())
        except DatabaseFailure as error:
            self.stderr.write(f"The schedule waits for PostgreSQL: {type(error).__name__}")
        finally:
            connections.close_all()
