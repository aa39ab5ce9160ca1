"""POST /auth/verify-email, and the mail at registration that leads to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import EmailVerificationToken, User
from accounts.tasks import send_email_verification
from accounts.tests.mails import html_of, mails_to, token_in
from accounts.tokens import token_hash
from solacore.testing.clients import ORIGIN, Browser, Native, new_email, problem

PATH = "/auth/verify-email"
NO_LONGER_VALID = (400, "INVALID_OR_EXPIRED_TOKEN")


@pytest.fixture
def token(person: Native) -> str:
    """The token that was mailed to `person`."""
    (message,) = mails_to(person.email)
    return token_in(message)


def account(person: Native) -> User:
    return User.objects.get(pk=person.user["id"])


def test_registration_mails_a_link(person: Native) -> None:
    (message,) = mails_to(person.email)
    assert message.subject == "Please confirm your email address"
    link = f"{ORIGIN}/verify-email?token={token_in(message)}"
    assert link in message.body
    assert f'href="{link}"' in html_of(message)


def test_the_link_works_for_at_least_a_day_and_only_its_hash_is_stored(person: Native, token: str) -> None:
    row = EmailVerificationToken.objects.get(user_id=person.user["id"])
    assert row.token_hash == token_hash(token)
    assert row.expires_at - row.created_at >= timedelta(days=1)
    assert row.email == person.email


@pytest.mark.parametrize("locale", ["es", "zh"])
def test_the_mail_speaks_the_language_of_the_account(native: Callable[..., Native], locale: str) -> None:
    client = native()
    client.register(locale=locale)
    (message,) = mails_to(client.email)
    assert f'<html lang="{locale}' in html_of(message)


def test_the_token_verifies_the_address(person: Native, token: str) -> None:
    assert account(person).email_verified_at is None
    response = person.post(PATH, {"token": token})
    assert response.status_code == 200
    assert list(response.json()) == ["message"]
    assert account(person).email_verified_at is not None


def test_a_browser_needs_neither_sign_in_nor_csrf_token(browser: Browser, person: Native, token: str) -> None:
    assert browser.write("POST", PATH, json={"token": token}).status_code == 200
    assert account(person).email_verified_at is not None


def test_a_token_works_once(person: Native, token: str) -> None:
    person.post(PATH, {"token": token})
    verified_at = account(person).email_verified_at
    assert problem(person.post(PATH, {"token": token})) == NO_LONGER_VALID
    assert account(person).email_verified_at == verified_at


def test_an_expired_token_is_refused(person: Native, token: str) -> None:
    EmailVerificationToken.objects.filter(user_id=person.user["id"]).update(expires_at=timezone.now())
    assert problem(person.post(PATH, {"token": token})) == NO_LONGER_VALID
    assert account(person).email_verified_at is None


def test_a_token_counts_only_for_the_address_it_was_mailed_to(person: Native, token: str) -> None:
    User.objects.filter(pk=person.user["id"]).update(email=new_email())
    assert problem(person.post(PATH, {"token": token})) == NO_LONGER_VALID
    assert account(person).email_verified_at is None


def test_an_unknown_token_is_refused(person: Native) -> None:
    assert problem(person.post(PATH, {"token": "nonsense"})) == NO_LONGER_VALID


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": 7}, {"token": ["x"]}])
def test_a_missing_token_is_invalid(person: Native, body: dict[str, object]) -> None:
    assert problem(person.post(PATH, body)) == (422, "VALIDATION_ERROR")


def test_an_unverified_account_works(person: Native) -> None:
    assert person.get("/auth/me").status_code == 200
    assert person.login(person.email).status_code == 200


def test_a_refused_registration_leaves_no_task(native: Callable[..., Native], person: Native) -> None:
    """The task belongs to the transaction of the registration."""
    email = new_email()
    tasks = DBTaskResult.objects.count()
    # The device belongs to somebody else, which shows only after the account was stored.
    answer = native(fingerprint=person.fingerprint).register(email)
    assert problem(answer) == (403, "DEVICE_BOUND_TO_OTHER")
    assert DBTaskResult.objects.count() == tasks
    assert mails_to(email) == []


def test_a_verified_person_gets_no_further_link(person: Native, token: str) -> None:
    person.post(PATH, {"token": token})
    send_email_verification.enqueue(person.user["id"])
    assert len(mails_to(person.email)) == 1
