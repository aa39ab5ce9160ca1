"""The background work of a process that plays every role: tasks, reminders and the outbox of events."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import Error as DatabaseFailure
from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker

from analytics.services.outbox import events_move
from solacore.periodic import PeriodicThread
from solve.services.reminders import reminders_send_due

logger = structlog.get_logger(__name__)

# Seconds between two looks at an empty queue.
POLL_SECONDS = 1.0
# Seconds to wait for a database that has gone away.
RECOVERY_SECONDS = 5.0
# Seconds between two looks for due reminders.
REMINDER_SECONDS = 60.0
# Seconds between two looks at the outbox of product events.
OUTBOX_SECONDS = 1.0
# Seconds that a running task gets to end; one that is cut off stays marked as running.
STOP_SECONDS = 15.0


class WorkerThread(threading.Thread):
    """Runs tasks of all queues until it is stopped, whatever happens to the database meanwhile."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self._stopping = threading.Event()
        # Without its signal handlers, which belong to the main thread and its server.
        self._worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL_SECONDS,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def run(self) -> None:
        """Works."""
        while not self._stopping.is_set():
            try:
                self._worker.run()
            except DatabaseFailure:
                logger.exception("worker_lost_database")
                self._stopping.wait(RECOVERY_SECONDS)
            finally:
                connections.close_all()

    def stop(self) -> None:
        """Lets the running task end, and no other one begin."""
        self._stopping.set()
        self._worker.running = False
        self.join(STOP_SECONDS)


@contextmanager
def running_worker() -> Iterator[None]:
    """Keeps a worker, and looks for due reminders and waiting events, beside what runs in the block."""
    reminders = PeriodicThread(
        "reminders", lambda: reminders_send_due(timezone.now()), seconds=REMINDER_SECONDS
    )
    outbox = PeriodicThread("outbox", events_move, seconds=OUTBOX_SECONDS)
    threads = (reminders, outbox, WorkerThread())
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.stop()
