"""The background work of a worker, or of a process that plays every role."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import Error as DatabaseFailure
from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from analytics.services.outbox import events_move
from solacore.common.task_leases import RENEWAL_SECONDS, lease_renew, lost_tasks_release
from solacore.periodic import PeriodicThread

logger = structlog.get_logger(__name__)

# Seconds between two looks at an empty queue.
POLL_SECONDS = 1.0
# Seconds to wait for a database that has gone away.
RECOVERY_SECONDS = 5.0
# Seconds that a running task gets to end; one that is cut off is run again by another worker.
STOP_SECONDS = 15.0


class _LeasedWorker(Worker):
    """A worker that knows which task it runs."""

    current: uuid.UUID | None = None

    def run_task(self, db_task_result: "DBTaskResult[..., object]") -> None:
        """Runs a task and keeps its outcome."""
        self.current = db_task_result.pk
        try:
            super().run_task(db_task_result)
        finally:
            self.current = None


class WorkerThread(threading.Thread):
    """Runs tasks of all queues until it is stopped, whatever happens to the database meanwhile."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self._stopping = threading.Event()
        # Without its signal handlers, which belong to the main thread and its server.
        self._worker = _LeasedWorker(
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

    def renew_lease(self) -> None:
        """Says that the running task, if there is one, is still being run."""
        if (running := self._worker.current) is not None:
            lease_renew(running)

    def stop(self) -> None:
        """Lets the running task end, and no other one begin."""
        self._stopping.set()
        self._worker.running = False
        self.join(STOP_SECONDS)


@contextmanager
def running_worker() -> Iterator[WorkerThread]:
    """Keeps a worker, and what is looked after from time to time, beside what runs in the block."""
    worker = WorkerThread()
    # What is done, and the seconds between two times; what may wait longer is a job of the schedule.
    chores: dict[str, tuple[Callable[[], object], float]] = {
        "outbox": (events_move, 1.0),
        "lost-tasks": (lambda: lost_tasks_release(timezone.now()), 30.0),
    }
    periodic = [PeriodicThread(name, work, seconds=wait) for name, (work, wait) in chores.items()]
    lease = PeriodicThread("lease", worker.renew_lease, seconds=RENEWAL_SECONDS)
    # The worker is stopped first, or it would begin another task while one of the others is waited for.
    threads: list[PeriodicThread | WorkerThread] = [worker, *periodic, lease]
    for thread in threads:
        thread.start()
    try:
        yield worker
    finally:
        # The lease is renewed until the last task has ended.
        for thread in threads:
            thread.stop()
