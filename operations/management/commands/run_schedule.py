"""`manage.py run_schedule`: does what has to be done again and again."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from operations.services.schedule import jobs_run_due, running_schedule
from solacore.common.schedule import JobGroup


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
        groups = group or list(JobGroup)
        if once:
            for name in jobs_run_due(groups, now=timezone.now()):
                self.stdout.write(name)
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        with running_schedule(groups):
            stopping.wait()
