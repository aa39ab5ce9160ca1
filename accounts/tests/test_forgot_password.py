"""POST /auth/forgot-password."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.models import AuthProvider, PasswordResetToken, User
from accounts.services.password_reset import password_reset_request
from accounts.tasks import RESET_LINKS_MAX
from accounts.tests.mails import html_of, mails_to, reset_tokens_to, token_in
from accounts.tokens import token_hash
from solacore.testing.clients import ORIGIN, Browser, Native, new_email, problem

PATH = "/auth/forgot-password"


def newest_task() -> DBTaskResult[..., None]:
    newest: DBTaskResult[..., None] = DBTaskResult.objects.order_by("-enqueued_at")[0]
    return newest


def test_a_link_is_mailed(person: Native) -> None:
    assert person.post(PATH, {"email": person.email}).status_code == 200
    (message,) = mails_to(person.email)[1:]  # the first one asks to verify the address
    assert message.subject == "Choose a new password"
    assert f"{ORIGIN}/reset-password?token={token_in(message)}" in message.body
    assert f'href="{ORIGIN}/reset-password?token={token_in(message)}"' in html_of(message)


def test_the_address_may_be_written_in_any_case(person: Native) -> None:
    person.post(PATH, {"email": f"  {person.email.upper()} "})
    assert len(reset_tokens_to(person.email)) == 1


def test_a_browser_needs_no_csrf_token(browser: Browser, person: Native) -> None:
    assert browser.write("POST", PATH, json={"email": person.email}).status_code == 200
    assert len(reset_tokens_to(person.email)) == 1


def test_an_unknown_address_gets_the_same_answer_and_no_mail(person: Native) -> None:
    stranger = new_email()
    known = person.post(PATH, {"email": person.email})
    unknown = person.post(PATH, {"email": stranger})
    assert unknown.status_code == 200
    assert unknown.json() == known.json()
    assert unknown.headers.keys() == known.headers.keys()
    assert mails_to(stranger) == []


def test_an_unknown_address_causes_the_same_work() -> None:
    email = new_email()
    User.objects.create_user(email, "Quiet-Harbor7")
    statements = []
    for address in (email, new_email()):
        with CaptureQueriesContext(connection) as queries:
            password_reset_request(email=address)
        statements.append([query["sql"].split()[0] for query in queries])
    assert statements[0] == statements[1] != []


@pytest.mark.parametrize("known", [True, False])
def test_the_task_stores_neither_address_nor_token(person: Native, known: bool) -> None:
    address = person.email if known else new_email()
    person.post(PATH, {"email": address})
    task = newest_task()
    assert task.args_kwargs == {"args": [person.user["id"] if known else None], "kwargs": {}}
    reset_tokens_to(address)
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert task.return_value is None


def test_only_the_hash_of_the_token_is_stored(person: Native) -> None:
    person.post(PATH, {"email": person.email})
    (token,) = reset_tokens_to(person.email)
    row = PasswordResetToken.objects.get(user_id=person.user["id"])
    assert row.token_hash == token_hash(token)
    assert len(token) == 43  # 32 random bytes in base64
    assert 29 * 60 < (row.expires_at - row.created_at).total_seconds() <= 30 * 60


def test_an_account_made_with_google_gets_a_link_too(person: Native) -> None:
    email = new_email()
    User.objects.create_user(email, None, auth_provider=AuthProvider.GOOGLE)
    person.post(PATH, {"email": email})
    assert len(reset_tokens_to(email)) == 1


def test_an_inactive_account_gets_none(person: Native) -> None:
    User.objects.filter(email=person.email).update(is_active=False)
    assert person.post(PATH, {"email": person.email}).status_code == 200
    assert reset_tokens_to(person.email) == []


def test_nobody_can_flood_a_mailbox(person: Native) -> None:
    for _ in range(RESET_LINKS_MAX + 3):
        assert person.post(PATH, {"email": person.email}).status_code == 200
    assert len(reset_tokens_to(person.email)) == RESET_LINKS_MAX


@pytest.mark.parametrize(("locale", "subject"), [("es", "Elige una contraseña nueva"), ("zh", "设置新密码")])
def test_the_mail_speaks_the_language_of_the_account(
    native: Callable[..., Native], locale: str, subject: str
) -> None:
    client = native()
    assert client.register(locale=locale).status_code == 201
    client.post(PATH, {"email": client.email})
    message = mails_to(client.email)[1]
    assert message.subject == subject
    assert f'<html lang="{locale}' in html_of(message)


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "no-address"}, {"email": 7}, {"email": None}])
def test_a_malformed_address_is_refused(person: Native, body: dict[str, object]) -> None:
    response = person.post(PATH, body)
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert list(response.json()["params"]["fields"]) == ["email"]
