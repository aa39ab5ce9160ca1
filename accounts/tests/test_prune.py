"""manage.py prune."""

import io
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import ActiveSession, EmailVerificationToken, PasswordResetToken, Tombstone
from accounts.tasks import send_password_changed
from solacore.common import housekeeping
from solacore.testing.clients import Native
from solve.models import SolveSession

DAY = timedelta(days=1)
KINDS = [
    "analytics events",
    "expired sign-in sessions",
    "password reset tokens",
    "email verification tokens",
    "tombstones",
    "background tasks",
    "admin sessions",
    "abandoned solve sessions",
    "daily costs of the model",
    "webhook events without effect",
    "records of webhook events",
]


@pytest.fixture
def now() -> datetime:
    """The time of the test; what others have left behind is cleared away."""
    prune()
    return timezone.now()


def prune() -> dict[str, int]:
    out = io.StringIO()
    call_command("prune", stdout=out)
    counts = dict(line.rsplit(": ", 1) for line in out.getvalue().splitlines())
    return {what: int(count) for what, count in counts.items()}


def sign_in(person: Native, **fields: object) -> ActiveSession:
    device = ActiveSession.objects.filter(user_id=person.user["id"]).values_list("device_id", flat=True)[0]
    times = {"expires_at": timezone.now() + DAY, "absolute_expires_at": timezone.now() + DAY}
    return ActiveSession.objects.create(
        user_id=person.user["id"], device_id=device, token_hash=uuid.uuid4().hex, **(times | fields)
    )


def test_it_counts_what_it_clears_away_and_can_be_repeated(now: datetime) -> None:
    assert list(prune()) == KINDS
    assert set(prune().values()) == {0}


def test_expired_sign_ins_go_at_once_and_revoked_ones_after_thirty_days(
    person: Native, now: datetime
) -> None:
    idle = sign_in(person, expires_at=now - timedelta(minutes=1))
    old = sign_in(person, absolute_expires_at=now - timedelta(minutes=1))
    long_revoked = sign_in(person, revoked_at=now - 31 * DAY)
    revoked = sign_in(person, revoked_at=now - 29 * DAY)
    assert prune()["expired sign-in sessions"] == 3
    kept = set(ActiveSession.objects.filter(user_id=person.user["id"]).values_list("pk", flat=True))
    assert revoked.pk in kept
    assert kept.isdisjoint({idle.pk, old.pk, long_revoked.pk})
    assert person.get("/auth/me").status_code == 200


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (PasswordResetToken, "password reset tokens"),
        (EmailVerificationToken, "email verification tokens"),
    ],
)
def test_used_and_expired_links_go(
    person: Native, now: datetime, kind: type[PasswordResetToken | EmailVerificationToken], what: str
) -> None:
    def make(**fields: object) -> uuid.UUID:
        times = {"expires_at": now + DAY}
        return kind.objects.create(
            user_id=person.user["id"], token_hash=uuid.uuid4().hex, **(times | fields)
        ).pk

    live, _used, _expired = make(), make(used_at=now), make(expires_at=now - timedelta(seconds=1))
    assert prune()[what] == 2
    assert list(kind.objects.filter(user_id=person.user["id"]).values_list("pk", flat=True)) == [live]


def test_tombstones_go_after_four_hundred_days(now: datetime) -> None:
    old, recent = uuid.uuid4().hex, uuid.uuid4().hex
    Tombstone.objects.create(user_hash=old, erased_at=now - 401 * DAY)
    Tombstone.objects.create(user_hash=recent, erased_at=now - 399 * DAY)
    assert prune()["tombstones"] == 1
    assert list(Tombstone.objects.filter(pk__in=[old, recent]).values_list("pk", flat=True)) == [recent]


def test_ended_tasks_go_after_two_weeks_and_waiting_ones_stay(now: datetime) -> None:
    def task(**fields: object) -> Any:
        name = str(uuid.uuid4())
        send_password_changed.enqueue(name)
        rows = DBTaskResult.objects.filter(args_kwargs__args=[name])
        rows.update(enqueued_at=now - 20 * DAY, **fields)
        return rows.get().pk

    gone = [
        task(status=TaskResultStatus.SUCCESSFUL, finished_at=now - 15 * DAY),
        task(status=TaskResultStatus.FAILED, finished_at=now - 15 * DAY),
        task(status=TaskResultStatus.RUNNING, started_at=now - 15 * DAY),
    ]
    kept = [
        task(status=TaskResultStatus.SUCCESSFUL, finished_at=now - 13 * DAY),
        task(status=TaskResultStatus.RUNNING, started_at=now - DAY),
        task(status=TaskResultStatus.READY),
    ]
    assert prune()["background tasks"] == len(gone)
    left = DBTaskResult.objects.filter(pk__in=gone + kept)
    assert set(left.values_list("pk", flat=True)) == set(kept)


def test_expired_sessions_of_the_back_office_go(now: datetime) -> None:
    for name, expires in {"old": now - DAY, "new": now + DAY}.items():
        Session.objects.create(pk=f"{name}-{now.timestamp()}", session_data="", expire_date=expires)
    assert prune()["admin sessions"] == 1


def idle_since(person: Native, when: datetime, **fields: object) -> str:
    session_id = person.start()
    SolveSession.objects.filter(pk=session_id).update(updated_at=when, **fields)
    return session_id


def status_of(person: Native, session_id: str) -> str:
    return str(person.get(f"/sessions/{session_id}").json()["status"])


def test_solve_sessions_are_abandoned_after_a_week_without_a_word(person: Native, now: datetime) -> None:
    idle = idle_since(person, now - 7 * DAY - timedelta(minutes=1))
    recent = idle_since(person, now - 7 * DAY + timedelta(minutes=1))
    completed = idle_since(person, now - 30 * DAY, status="completed")
    assert prune()["abandoned solve sessions"] == 1
    assert [status_of(person, each) for each in (idle, recent, completed)] == [
        "abandoned",
        "active",
        "completed",
    ]


def test_a_word_takes_an_abandoned_session_up_again(person: Native, now: datetime) -> None:
    session_id = idle_since(person, now - 8 * DAY)
    prune()
    person.send(session_id, "I am back.")
    assert status_of(person, session_id) == "active"
    assert prune()["abandoned solve sessions"] == 0


def test_it_works_in_batches(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH_ROWS", 3)
    sizes: list[int] = []
    names = [uuid.uuid4().hex for _ in range(7)]
    Tombstone.objects.bulk_create(Tombstone(user_hash=name) for name in names)

    def delete(rows: object) -> int:
        sizes.append(rows.delete()[0])  # type: ignore[attr-defined]
        return sizes[-1]

    assert housekeeping.in_batches(Tombstone.objects.filter(pk__in=names), delete) == 7
    assert sizes == [3, 3, 1]


def test_a_row_that_changes_meanwhile_stays_as_it_is(person: Native, now: datetime) -> None:
    session_id = idle_since(person, now - 8 * DAY)
    idle = SolveSession.objects.filter(user_id=person.user["id"], updated_at__lt=now - 7 * DAY)

    def after_a_word(rows: object) -> int:
        person.send(session_id, "I am back.")
        return rows.update(status="abandoned")  # type: ignore[attr-defined, no-any-return]

    assert housekeeping.in_batches(idle, after_a_word) == 0
    assert status_of(person, session_id) == "active"
