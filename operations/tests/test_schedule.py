"""The recurring jobs: due or not, once, caught up, tried again, visible."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from operations.models import FIRST_RETRY, ScheduledJob, next_slot
from operations.services import schedule
from operations.services.schedule import LEASE, job_run_if_due, jobs_run_due, running_schedule
from solacore.common import schedule as registry
from solacore.common.schedule import Job, JobGroup, register_job, registered_jobs
from solacore.testing.threads import Threads

START = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WAIT_SECONDS = 30

Runs = list[datetime]


def row_of(job: Job) -> ScheduledJob:
    return ScheduledJob.objects.get(name=job.name)


@pytest.fixture
def runs() -> Runs:
    return []


@pytest.fixture
def job(runs: Runs) -> Job:
    """A daily job that notes when it ran."""
    return Job(f"test-{uuid.uuid4().hex[:8]}", DAY, runs.append)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[Job], None]:
    """Has the registry hold what the test registers, and nothing else."""
    monkeypatch.setattr(registry, "_jobs", {})
    return register_job


def failing(job: Job) -> Job:
    def fail(_now: datetime) -> None:
        raise ValueError("what nobody must read")

    return Job(job.name, job.every, fail)


def test_it_runs_at_once_and_then_in_its_interval(job: Job, runs: Runs) -> None:
    for hours, due in ((0, True), (1, False), (23, False), (24, True), (25, False), (48, True)):
        assert job_run_if_due(job, now=START + timedelta(hours=hours)) is due
    assert runs == [START, START + DAY, START + 2 * DAY]


def test_missed_runs_are_made_up_for_once_and_the_time_of_day_stays(job: Job, runs: Runs) -> None:
    job_run_if_due(job, now=START)
    late = START + 5 * DAY + timedelta(hours=7)
    assert job_run_if_due(job, now=late)
    assert not job_run_if_due(job, now=late)
    assert row_of(job).due_at == START + 6 * DAY
    assert len(runs) == 2


@pytest.mark.parametrize(
    ("late", "slots"), [(timedelta(), 1), (timedelta(seconds=1), 1), (DAY, 2), (2.5 * DAY, 3), (-DAY, 1)]
)
def test_the_next_slot(late: timedelta, slots: int) -> None:
    assert next_slot(START, DAY, START + late) == START + slots * DAY


def test_of_many_processes_one_runs_it(job: Job) -> None:
    entered, may_end = threading.Event(), threading.Event()

    def work(_now: datetime) -> None:
        entered.set()
        assert may_end.wait(WAIT_SECONDS)

    slow = Job(job.name, DAY, work)
    with Threads() as threads:
        first = threads.submit(job_run_if_due, slow, now=START)
        assert entered.wait(WAIT_SECONDS)
        others = [threads.submit(job_run_if_due, slow, now=START) for _ in range(4)]
        assert [other.result(WAIT_SECONDS) for other in others] == [False] * 4
        assert not first.done()
        may_end.set()
        assert first.result(WAIT_SECONDS)


def test_threads_that_race_for_it_agree_on_one(job: Job, runs: Runs) -> None:
    gate = threading.Barrier(6)

    def race() -> None:
        gate.wait(WAIT_SECONDS)
        job_run_if_due(job, now=START)

    with Threads(6) as threads:
        for _ in range(6):
            threads.submit(race)
    assert runs == [START]


def test_a_process_that_dies_holds_it_no_longer_than_its_lease(job: Job, runs: Runs) -> None:
    ScheduledJob.objects.create(name=job.name, due_at=START)
    dead = ScheduledJob.objects.claim(job.name, now=START, lease=LEASE)
    assert dead is not None
    assert not job_run_if_due(job, now=START + LEASE / 2)
    assert job_run_if_due(job, now=START + LEASE)
    # It comes back from the dead, and changes nothing any more.
    before = row_of(job).due_at
    dead.fail(every=DAY, error="TooLate", now=START + LEASE)
    assert not dead.renew(START + 10 * LEASE)
    assert (row_of(job).due_at, row_of(job).failures) == (before, 0)


def test_a_lease_is_renewed_while_the_work_lasts(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "RENEW_SECONDS", 0.01)
    renewed = threading.Event()
    renew = ScheduledJob.renew

    def watched(self: ScheduledJob, until: datetime) -> bool:
        if self.name == job.name:
            renewed.set()
        return renew(self, until)

    monkeypatch.setattr(ScheduledJob, "renew", watched)
    assert job_run_if_due(Job(job.name, DAY, lambda _now: renewed.wait(WAIT_SECONDS)), now=START)
    assert renewed.is_set()
    assert row_of(job).lease_until is None


def test_a_failure_is_seen_and_tried_again_later_each_time(job: Job, runs: Runs) -> None:
    now = START
    for failures in range(1, 4):
        assert job_run_if_due(failing(job), now=now)
        row = row_of(job)
        assert (row.failures, row.error, row.succeeded_at) == (failures, "ValueError", None)
        assert row.failed_at is not None
        assert row.retry_at is not None
        wait = row.retry_at - now
        assert (
            FIRST_RETRY * 2 ** (failures - 1)
            <= wait
            < FIRST_RETRY * 2 ** (failures - 1) + timedelta(minutes=1)
        )
        assert not job_run_if_due(job, now=now + wait / 2)
        now += wait
    assert job_run_if_due(job, now=now)
    row = row_of(job)
    assert (row.failures, row.error, row.retry_at) == (0, "", None)
    # Its time of day has not moved.
    assert row.due_at == START + DAY


def test_a_failure_does_not_keep_other_jobs_from_running(
    job: Job, runs: Runs, only: Callable[[Job], None]
) -> None:
    broken = failing(Job(f"{job.name}-broken", DAY, runs.append))
    for each in (broken, job):
        only(each)
    assert jobs_run_due([JobGroup.APPLICATION], now=START) == [broken.name, job.name]
    assert runs == [START]


def test_a_group_has_its_own_jobs(job: Job, runs: Runs, only: Callable[[Job], None]) -> None:
    only(Job(job.name, DAY, runs.append, JobGroup.BACKUP))
    assert jobs_run_due([JobGroup.APPLICATION], now=START) == []
    assert jobs_run_due([JobGroup.BACKUP], now=START) == [job.name]


def test_the_running_schedule_does_what_is_due_and_ends(job: Job, only: Callable[[Job], None]) -> None:
    ran = threading.Event()
    only(Job(job.name, DAY, lambda _now: ran.set()))
    with running_schedule([JobGroup.APPLICATION]):
        assert ran.wait(WAIT_SECONDS)
    assert not [thread for thread in threading.enumerate() if thread.name == job.name]
    assert row_of(job).succeeded_at is not None


def test_the_command_looks_once(
    job: Job, only: Callable[[Job], None], capsys: pytest.CaptureFixture[str]
) -> None:
    only(job)
    call_command("run_schedule", "--once", "--group", "application")
    assert capsys.readouterr().out == f"{job.name}\n"
    call_command("run_schedule", "--once")
    assert capsys.readouterr().out == ""


def test_a_success_by_hand_is_noted_and_moves_no_slot(job: Job) -> None:
    job_run_if_due(job, now=START)
    ScheduledJob.objects.note_success(job.name, now=START + timedelta(hours=5))
    row = row_of(job)
    assert (row.succeeded_at, row.due_at) == (START + timedelta(hours=5), START + DAY)


def test_all_that_recurs_is_in_one_place() -> None:
    assert set(registered_jobs()) == {
        "prune", "reminders", "lapses", "rollup_analytics", "reconcile_subscriptions", "backup",
        "backup_drill",
    }  # fmt: skip
    groups = {name: job.group for name, job in registered_jobs().items()}
    assert {name for name, group in groups.items() if group == JobGroup.BACKUP} == {"backup", "backup_drill"}
