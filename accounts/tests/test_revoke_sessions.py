"""manage.py revoke_sessions."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import ActiveSession, RevokeReason
from solacore.testing.clients import Native, problem

ROOT = Path(__file__).resolve().parents[2]


def revoke(*args: str) -> str:
    out = io.StringIO()
    call_command("revoke_sessions", *args, stdout=out)
    return out.getvalue()


def test_one_person_is_signed_out_everywhere(person: Native, outsider: Native) -> None:
    second = person.again()
    second.login(person.email)
    assert revoke(person.email.upper()) == "Revoked sessions: 2\n"
    for client in (person, second):
        assert problem(client.get("/auth/me")) == (401, "SESSION_REVOKED")
        answer = client.post("/auth/refresh", {"refresh_token": client.refresh})
        assert problem(answer) == (401, "SESSION_REVOKED")
    reasons = ActiveSession.objects.filter(user_id=person.user["id"]).values_list("revoke_reason", flat=True)
    assert set(reasons) == {RevokeReason.STAFF}
    assert outsider.get("/auth/me").status_code == 200


def test_sessions_that_have_ended_are_not_counted(person: Native) -> None:
    person.post("/auth/logout")
    person.login(person.email)
    ActiveSession.objects.filter(user_id=person.user["id"], revoked_at=None).update(expires_at=timezone.now())
    person.login(person.email)
    assert revoke(person.email) == "Revoked sessions: 1\n"
    assert revoke(person.email) == "Revoked sessions: 0\n"


def test_everybody_is_signed_out(person: Native, outsider: Native) -> None:
    live = ActiveSession.objects.live(timezone.now()).count()
    assert live >= 2
    assert revoke("--all") == f"Revoked sessions: {live}\n"
    for client in (person, outsider):
        assert problem(client.get("/auth/me")) == (401, "SESSION_REVOKED")


@pytest.mark.parametrize("args", [(), ("someone@example.com", "--all")])
def test_it_wants_either_an_address_or_all(args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="either"):
        revoke(*args)


def test_an_unknown_address_is_a_failure_for_scripts() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "revoke_sessions", "nobody@example.com"],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
