"""Reminders, as the tests set and find them."""

from datetime import datetime, timedelta
from io import StringIO

from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.utils import timezone

from accounts.mail.composing import words_in
from accounts.tests.mails import mails_to
from solacore.common.languages import LOCALES
from solacore.testing.clients import Native

SUBJECTS = {words_in(locale)["reminder"]["subject"] for locale in LOCALES}


def ago(**much: float) -> datetime:
    """A time in the past."""
    return timezone.now() - timedelta(**much)


def remind(person: Native, session_id: str, when: datetime | str | None) -> None:
    """Sets the reminder of a session, as a client does."""
    time = when.isoformat() if isinstance(when, datetime) else when
    response = person.request("PATCH", f"/sessions/{session_id}", json={"reminder_time": time})
    assert response.status_code == 200, response.text


def send_due() -> int:
    """Runs the command; answers the count that it prints."""
    printed = StringIO()
    call_command("send_due_reminders", stdout=printed)
    name, _, count = printed.getvalue().strip().partition(": ")
    assert name == "reminders"
    return int(count)


def reminders_to(person: Native) -> list[EmailMultiAlternatives]:
    """The reminders that a person has got in this test, after all tasks have run."""
    return [message for message in mails_to(person.email) if message.subject in SUBJECTS]


def reminders_of(person: Native) -> list[EmailMultiAlternatives]:
    """The same, after everything that is due was sent."""
    send_due()
    return reminders_to(person)
