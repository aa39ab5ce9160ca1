"""POST /auth/reset-password."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from accounts.errors import InvalidCredentialsError
from accounts.models import ActiveSession, PasswordResetToken, RevokeReason, User
from accounts.services.entry import DeviceClaim
from accounts.services.sign_in import user_login
from accounts.tests.mails import html_of, mails_to, reset_tokens_to
from solacore.testing.clients import PASSWORD, Browser, Native, problem
from solacore.testing.threads import Threads

PATH = "/auth/reset-password"
NEW_PASSWORD = "Other-Harbor8"
NO_LONGER_VALID = (400, "INVALID_OR_EXPIRED_TOKEN")


@pytest.fixture
def token(person: Native) -> str:
    """A live token of `person`."""
    return ask(person)


def ask(person: Native) -> str:
    assert person.post("/auth/forgot-password", {"email": person.email}).status_code == 200
    return reset_tokens_to(person.email)[-1]


def reset(person: Native, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return person.post(PATH, {"token": token, "new_password": password})


def test_the_new_password_replaces_the_old_one(person: Native, token: str) -> None:
    response = reset(person, token)
    assert response.status_code == 200
    assert list(response.json()) == ["message"]
    assert problem(person.login(person.email, PASSWORD)) == (401, "INVALID_CREDENTIALS")
    assert person.login(person.email, NEW_PASSWORD).status_code == 200


def test_a_browser_needs_no_csrf_token(browser: Browser, token: str) -> None:
    answer = browser.write("POST", PATH, json={"token": token, "new_password": NEW_PASSWORD})
    assert answer.status_code == 200


def test_every_session_is_revoked(person: Native, token: str) -> None:
    assert person.get("/auth/me").status_code == 200
    reset(person, token)
    assert problem(person.get("/auth/me")) == (401, "SESSION_REVOKED")
    assert problem(person.post("/auth/refresh", {"refresh_token": person.refresh})) == (
        401,
        "SESSION_REVOKED",
    )
    reasons = ActiveSession.objects.filter(user_id=person.user["id"]).values_list("revoke_reason", flat=True)
    assert set(reasons) == {RevokeReason.PASSWORD_RESET}


def test_other_people_stay_signed_in(person: Native, outsider: Native, token: str) -> None:
    reset(person, token)
    assert outsider.get("/auth/me").status_code == 200


def test_the_link_verifies_the_address(person: Native, token: str) -> None:
    assert User.objects.get(pk=person.user["id"]).email_verified_at is None
    reset(person, token)
    assert User.objects.get(pk=person.user["id"]).email_verified_at is not None


def test_a_mail_tells_that_the_password_changed(person: Native, token: str) -> None:
    reset(person, token)
    message = mails_to(person.email)[-1]
    assert message.subject == "Your password was changed"
    assert "token=" not in message.body + html_of(message)


def test_a_token_works_once(person: Native, token: str) -> None:
    assert reset(person, token).status_code == 200
    assert problem(reset(person, token, "Third-Harbor9")) == NO_LONGER_VALID
    assert person.login(person.email, NEW_PASSWORD).status_code == 200


def test_of_parallel_resets_with_one_token_one_wins(person: Native, token: str) -> None:
    passwords = [f"Parallel-{number}" for number in range(10)]
    with Threads(10) as threads:
        answers = list(threads.map(lambda password: reset(person, token, password), passwords))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    (winner,) = (password for answer, password in zip(answers, passwords, strict=True) if answer.is_success)
    assert person.login(person.email, winner).status_code == 200


def test_parallel_resets_with_two_tokens_do_not_block_each_other(person: Native) -> None:
    tokens = [ask(person) for _ in range(4)]
    with Threads(4) as threads:
        answers = list(threads.map(lambda token: reset(person, token), tokens))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]


def test_an_older_link_dies_with_a_reset(person: Native) -> None:
    older, newer = ask(person), ask(person)
    assert reset(person, newer).status_code == 200
    assert problem(reset(person, older)) == NO_LONGER_VALID


def test_an_older_link_works_until_then(person: Native) -> None:
    older, _newer = ask(person), ask(person)
    assert reset(person, older).status_code == 200


def test_an_expired_token_is_refused(person: Native, token: str) -> None:
    PasswordResetToken.objects.filter(user_id=person.user["id"]).update(expires_at=timezone.now())
    assert problem(reset(person, token)) == NO_LONGER_VALID


def test_a_token_lives_for_half_an_hour(person: Native, token: str) -> None:
    almost = timezone.now() - timedelta(minutes=29)
    row = PasswordResetToken.objects.get(user_id=person.user["id"])
    row.expires_at = almost + (row.expires_at - row.created_at)
    row.save()
    assert reset(person, token).status_code == 200


@pytest.mark.parametrize("wrong", ["nonsense", "A" * 43, "é" * 43, "x" * 100_000])
def test_an_unknown_token_is_refused(person: Native, wrong: str) -> None:
    assert problem(reset(person, wrong)) == NO_LONGER_VALID


def test_a_verification_token_is_no_reset_token(person: Native) -> None:
    verification = mails_to(person.email)[0].body.partition("token=")[2].split()[0]
    assert problem(reset(person, verification)) == NO_LONGER_VALID


def test_the_token_of_an_inactive_person_is_refused(person: Native, token: str) -> None:
    User.objects.filter(pk=person.user["id"]).update(is_active=False)
    assert problem(reset(person, token)) == NO_LONGER_VALID


@pytest.mark.parametrize(
    "weak", ["Short7", "no-upper-case7", "No-Digit-Here", "Password1", "", None, 12345678, "A1" * 100]
)
def test_a_weak_password_is_refused_and_leaves_the_token_alive(person: Native, token: str, weak: Any) -> None:
    response = reset(person, token, weak)
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert list(response.json()["params"]["fields"]) == ["new_password"]
    assert person.get("/auth/me").status_code == 200
    assert reset(person, token).status_code == 200


@pytest.mark.parametrize("body", [{"new_password": NEW_PASSWORD}, {"token": 7, "new_password": NEW_PASSWORD}])
def test_a_missing_token_is_invalid(person: Native, body: dict[str, object]) -> None:
    assert problem(person.post(PATH, body)) == (422, "VALIDATION_ERROR")


def test_spaces_around_a_password_are_part_of_it(person: Native, token: str) -> None:
    assert reset(person, token, " Spaced-Out7 ").status_code == 200
    assert problem(person.login(person.email, "Spaced-Out7")) == (401, "INVALID_CREDENTIALS")
    assert person.login(person.email, " Spaced-Out7 ").status_code == 200


def test_a_sign_in_that_a_reset_overtakes_fails(
    person: Native, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: Callable[[User, str], bool] = User.check_password

    def check_then_reset(user: User, password: str) -> bool:
        right = checked(user, password)
        monkeypatch.setattr(User, "check_password", checked)
        assert reset(person, token).status_code == 200
        return right

    monkeypatch.setattr(User, "check_password", check_then_reset)
    with pytest.raises(InvalidCredentialsError):
        user_login(
            email=person.email,
            password=PASSWORD,
            device=DeviceClaim(person.fingerprint),
            client="127.0.0.1",
            now=timezone.now(),
        )
    assert not ActiveSession.objects.filter(user_id=uuid.UUID(person.user["id"]), revoked_at=None).exists()
