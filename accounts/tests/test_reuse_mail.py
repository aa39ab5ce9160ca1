"""The mail about a refresh token that was used twice."""

from datetime import timedelta

import pytest

from accounts.models import ActiveSession
from accounts.tests.mails import mails_to
from solacore.testing.clients import Native, problem


@pytest.fixture
def old_token(person: Native) -> str:
    """A refresh token that was replaced before the grace."""
    old = person.refresh
    assert person.post("/auth/refresh", {"refresh_token": old}).status_code == 200
    session = ActiveSession.objects.get(user_id=person.user["id"])
    ActiveSession.objects.filter(pk=session.pk).update(rotated_at=session.rotated_at - timedelta(minutes=1))
    return old


def test_a_reused_token_is_told_to_its_owner_once(person: Native, old_token: str) -> None:
    answer = person.post("/auth/refresh", {"refresh_token": old_token})
    assert problem(answer) == (401, "TOKEN_REUSED")
    assert mails_to(person.email)[-1].subject == "We ended one of your sign-ins"
    sent = len(mails_to(person.email))
    assert person.post("/auth/refresh", {"refresh_token": old_token}).status_code == 401
    assert len(mails_to(person.email)) == sent


def test_a_retry_within_the_grace_is_no_reuse(person: Native) -> None:
    for _ in range(2):
        assert person.post("/auth/refresh", {"refresh_token": person.refresh}).status_code == 200
    assert [message.subject for message in mails_to(person.email)] == ["Please confirm your email address"]
