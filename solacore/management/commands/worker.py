"""`manage.py worker`: runs background tasks until it is told to stop."""

import signal
import sys
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from solacore.worker import STOP_SECONDS, running_worker


class Command(BaseCommand):
    help = (
        "Runs background tasks until SIGTERM or Ctrl-C. The running task "
        f"gets {STOP_SECONDS:g} seconds to end; one that is cut off is run again by another worker."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        told_to_stop = threading.Event()

        def stop(number: int, _frame: FrameType | None) -> None:
            told_to_stop.set()
            # The next one ends the process at once.
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        with running_worker() as worker:
            self.stdout.write("The worker is running.")
            self.stdout.flush()
            while worker.is_alive() and not told_to_stop.wait(1):
                pass
        if not told_to_stop.is_set():
            sys.exit("The worker has ended by itself.")
        self.stdout.write("The worker has stopped.")
