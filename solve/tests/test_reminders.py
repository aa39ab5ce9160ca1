"""Due reminders: sent once, by the command and by the server, and only to those who still want them."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.mail.composing import words_in
from accounts.models import User
from accounts.tests.mails import html_of
from operations.services.schedule import job_run_if_due
from solacore.common.schedule import registered_jobs
from solacore.testing.background import make_postponed_tasks_due, run_tasks
from solacore.testing.clients import ORIGIN, Native
from solacore.testing.threads import Threads
from solve.models import REMINDER_MAX_DELAY, UNVERIFIED_REMINDERS_MAX, SolveSession
from solve.services import reminders
from solve.services.reminders import reminders_send_due
from solve.tests.reminders import ago, remind, reminders_of, reminders_to, send_due

FIRST_STEP = "Phone the landlord about Marigold Street"
THREADS = 10


@pytest.fixture(autouse=True)
def _nothing_is_due() -> None:
    """What other tests left behind is sent before, so that counts are this test's own."""
    send_due()
    run_tasks()


@pytest.fixture
def session_id(person: Native) -> str:
    session_id = person.start()
    changed = person.request("PATCH", f"/sessions/{session_id}", json={"first_step_action": FIRST_STEP})
    assert changed.status_code == 200
    return session_id


@pytest.fixture
def verified(person: Native) -> Native:
    User.objects.filter(pk=person.user["id"]).update(email_verified_at=timezone.now())
    return person


def test_a_due_reminder_is_mailed_once(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(seconds=1))
    assert send_due() == 1
    assert send_due() == 0
    (message,) = reminders_of(person)
    assert f"{ORIGIN}/app/sessions/{session_id}" in message.body
    assert f'href="{ORIGIN}/app/sessions/{session_id}"' in html_of(message)


def test_a_reminder_waits_for_its_time(person: Native, session_id: str) -> None:
    due = timezone.now() + timedelta(hours=1)
    remind(person, session_id, due)
    assert reminders_send_due(due - timedelta(microseconds=1)) == 0
    assert reminders_send_due(due) == 1


@pytest.mark.parametrize("offset", ["+14:00", "+08:00", "+05:45", "Z", "-03:30", "-11:00"])
def test_the_time_is_that_of_its_zone(person: Native, session_id: str, offset: str) -> None:
    local = f"2031-03-30T02:30:00{offset}"
    remind(person, session_id, local)
    due = datetime.fromisoformat(local).astimezone(UTC)
    assert reminders_send_due(due - timedelta(seconds=1)) == 0
    assert reminders_send_due(due) == 1


@pytest.mark.parametrize("locale", ["en", "es", "zh"])
def test_the_mail_speaks_the_language_of_the_session(person: Native, locale: str) -> None:
    session_id = person.start(locale=locale)
    remind(person, session_id, ago(minutes=1))
    (message,) = reminders_of(person)
    words = words_in(locale)["reminder"]
    assert message.subject == words["subject"]
    assert f'<html lang="{locale}' in html_of(message)
    for sentence in words["before"] + words["after"]:
        assert sentence in message.body


def test_what_the_person_wrote_is_nowhere_but_in_the_session(person: Native, session_id: str) -> None:
    person.send(session_id, "My flat has been sold over my head.")
    remind(person, session_id, ago(minutes=1))
    (message,) = reminders_of(person)
    tasks = str(list(DBTaskResult.objects.filter(task_path="solve.tasks.send_reminder").values()))
    assert session_id in tasks
    for text in ("landlord", "Marigold", "flat", "sold"):
        assert text not in message.message().as_string() + html_of(message) + message.body + tasks


def test_a_new_time_arms_it_again_and_the_same_time_does_not(person: Native, session_id: str) -> None:
    first, second = ago(minutes=2), ago(minutes=1)
    for when, mails in ((first, 1), (first, 1), (second, 2), (second, 2)):
        remind(person, session_id, when)
        assert len(reminders_of(person)) == mails


def test_other_changes_do_not_arm_it_again(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    assert len(reminders_of(person)) == 1
    changes = {"status": "completed", "locale": "es", "first_step_action": "Something else"}
    assert person.request("PATCH", f"/sessions/{session_id}", json=changes).status_code == 200
    assert len(reminders_of(person)) == 1


def test_it_is_no_change_of_the_session(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    before = SolveSession.objects.get(pk=session_id).updated_at
    assert send_due() == 1
    assert SolveSession.objects.get(pk=session_id).updated_at == before


def test_a_completed_session_still_reminds(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    person.request("PATCH", f"/sessions/{session_id}", json={"status": "completed"})
    assert len(reminders_of(person)) == 1


def test_null_disarms(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    remind(person, session_id, None)
    assert reminders_of(person) == []


@pytest.mark.parametrize(("late", "sent"), [(timedelta(seconds=-5), 1), (timedelta(seconds=5), 0)])
def test_two_days_late_is_too_late(person: Native, session_id: str, late: timedelta, sent: int) -> None:
    remind(person, session_id, timezone.now() - REMINDER_MAX_DELAY - late)
    assert len(reminders_of(person)) == sent


def test_a_mail_that_waits_too_long_is_dropped(person: Native, session_id: str) -> None:
    due = timezone.now() - REMINDER_MAX_DELAY - timedelta(minutes=5)
    remind(person, session_id, due)
    assert reminders_send_due(due + timedelta(minutes=1)) == 1
    assert reminders_to(person) == []


@pytest.mark.parametrize("enqueued", [False, True])
@pytest.mark.parametrize("what", ["session", "account", "inactive", "moved", "null"])
def test_nothing_is_sent_to_whom_it_no_longer_concerns(
    person: Native, session_id: str, what: str, enqueued: bool
) -> None:
    remind(person, session_id, ago(minutes=1))
    if enqueued:
        assert send_due() == 1
    match what:
        case "session":
            assert person.request("DELETE", f"/sessions/{session_id}").status_code == 204
        case "account":
            assert person.request("DELETE", "/account").status_code == 204
            assert not DBTaskResult.objects.filter(args_kwargs__args__0=person.user["id"]).exists()
        case "inactive":
            User.objects.filter(pk=person.user["id"]).update(is_active=False)
        case "moved":
            remind(person, session_id, timezone.now() + timedelta(days=1))
        case "null":
            remind(person, session_id, None)
    assert reminders_of(person) == []


def test_other_people_s_reminders_go_on(person: Native, outsider: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    remind(outsider, outsider.start(), ago(minutes=1))
    person.request("DELETE", "/account")
    assert len(reminders_of(outsider)) == 1


def test_an_unconfirmed_address_gets_only_a_few(person: Native, session_id: str) -> None:
    for seconds in range(2 * UNVERIFIED_REMINDERS_MAX, 0, -1):
        remind(person, session_id, ago(seconds=seconds))
        reminders_of(person)
    assert len(reminders_to(person)) == UNVERIFIED_REMINDERS_MAX


def test_a_confirmed_address_gets_them_all(verified: Native, session_id: str) -> None:
    for seconds in range(UNVERIFIED_REMINDERS_MAX + 1, 0, -1):
        remind(verified, session_id, ago(seconds=seconds))
        reminders_of(verified)
    assert len(reminders_to(verified)) == UNVERIFIED_REMINDERS_MAX + 1


def test_parallel_runs_send_one_mail_each(person: Native, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH_ROWS", 2)
    sessions = [person.start() for _ in range(6)]
    for session_id in sessions:
        remind(person, session_id, ago(minutes=1))
    with Threads(THREADS) as threads:
        assert sum(threads.map(reminders_send_due, [timezone.now()] * THREADS)) == len(sessions)
    messages = reminders_of(person)
    assert sorted(next(key for key in sessions if key in message.body) for message in messages) == sorted(
        sessions
    )


def test_parallel_runs_fight_over_one_mail(person: Native, session_id: str) -> None:
    for minutes in range(UNVERIFIED_REMINDERS_MAX, 0, -1):
        remind(person, session_id, ago(minutes=minutes))
        with Threads(THREADS) as threads:
            assert sorted(threads.map(reminders_send_due, [timezone.now()] * THREADS)) == [0] * (
                THREADS - 1
            ) + [1]
        # So that each of them is still wanted when its mail is made.
        run_tasks()
    assert len(reminders_to(person)) == UNVERIFIED_REMINDERS_MAX


def test_a_locked_session_is_not_waited_for(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    with Threads(1) as threads, transaction.atomic():
        SolveSession.objects.select_for_update().get(pk=session_id)
        assert threads.submit(send_due).result(10) == 0
    assert send_due() == 1


def test_a_claim_that_fails_leaves_it_due(
    person: Native, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind(person, session_id, ago(minutes=1))
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "F", None)
        with pytest.raises(TypeError):
            reminders_send_due(timezone.now())
    assert not DBTaskResult.objects.filter(args_kwargs__args__1=session_id).exists()
    assert len(reminders_of(person)) == 1


def test_a_mail_that_fails_is_tried_again(
    person: Native, session_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[int] = []

    def refuse(self: EmailBackend, messages: object) -> int:
        refused.append(1)
        raise smtplib.SMTPServerDisconnected("busy")

    remind(person, session_id, ago(minutes=1))
    with monkeypatch.context() as failing:
        failing.setattr(EmailBackend, "send_messages", refuse)
        assert reminders_of(person) == []
    assert refused
    assert reminders_of(person) == []
    make_postponed_tasks_due()
    assert len(reminders_to(person)) == 1


def test_the_schedule_sends_them_by_itself(person: Native, session_id: str) -> None:
    remind(person, session_id, ago(minutes=1))
    # Later than whatever run of the job an earlier test has caused.
    assert job_run_if_due(registered_jobs()["reminders"], now=timezone.now() + timedelta(minutes=5))
    run_tasks()
    assert len(reminders_of(person)) == 1
