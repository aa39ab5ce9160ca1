"""What is done again and again (`manage.py run_schedule`). Each app registers it from `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class JobGroup(StrEnum):
    """Who runs a job: each group has a process that has what its jobs need."""

    APPLICATION = "application"
    # Needs PostgreSQL's own programs and the folder of the backups.
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Job:
    """Recurring work.

    Attributes:
        name: its key in the table `scheduled_jobs`, and its label in metrics.
        every: the time between two runs.
        work: gets the time; it can be repeated, also after it was cut short.
        group: who runs it.
    """

    name: str
    every: timedelta
    work: Callable[[datetime], object]
    group: JobGroup = JobGroup.APPLICATION


_jobs: dict[str, Job] = {}


def register_job(job: Job) -> None:
    """Adds recurring work; a job of the same name is replaced."""
    _jobs[job.name] = job


def registered_jobs() -> Mapping[str, Job]:
    """All recurring work, by name, in the order of registration."""
    return MappingProxyType(_jobs)
