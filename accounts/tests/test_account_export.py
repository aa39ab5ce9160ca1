"""GET /account/export."""

import json
import os
import time
import tracemalloc
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import ActiveSession, Identity, User
from accounts.services.export import account_export
from solacore.common.personal_records import ExportSection, export_sections
from solacore.testing.clients import ORIGIN, Browser, Native, problem
from solve.models import Message, Role, SolveSession

PATH = "/account/export"
KEYS = {
    "exported_at", "user", "subscription", "usage", "devices", "active_sessions", "solve_sessions",
    "messages", "step_history", "analytics_events", "identities",
}  # fmt: skip
STORY = '我昨晚跟妈妈吵了一架 — I said "enough" and\nleft. 🌊'


@pytest.fixture
def talker(person: Native) -> Native:
    """A person with one conversation."""
    person.send(person.start(), STORY)
    return person


def exported(client: Native | Browser) -> dict[str, Any]:
    response = client.get(PATH)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def add_messages(person: Native, count: int, content: str) -> None:
    session = SolveSession.objects.create(user_id=person.user["id"])
    Message.objects.bulk_create(
        Message(session=session, sequence=number, role=Role.USER, content=content, step="receive")
        for number in range(1, count + 1)
    )


def test_it_holds_everything_of_the_person(talker: Native) -> None:
    body = exported(talker)
    assert set(body) >= KEYS
    assert body["user"]["id"] == talker.user["id"]
    assert body["user"]["email"] == talker.email
    assert body["subscription"]["tier"] == "free"
    assert [row["sessions_used"] for row in body["usage"]] == [1]
    assert [row["device_fingerprint"] for row in body["devices"]] == [talker.fingerprint]
    assert len(body["active_sessions"]) == 1
    (session,) = body["solve_sessions"]
    said, reply = body["messages"]
    assert (said["role"], said["content"]) == ("user", STORY)
    assert (reply["role"], reply["session_id"]) == ("assistant", session["id"])
    assert reply["content"] == talker.messages(session["id"])[1]["content"]
    assert body["step_history"][0]["step"] == "receive"
    assert "session_started" in {row["name"] for row in body["analytics_events"]}


def test_its_schema_has_all_of_it(person: Native) -> None:
    schema = person.get("/openapi.json").json()["components"]["schemas"]["Export"]
    assert set(schema["properties"]) == set(schema["required"]) == set(exported(person))


def test_it_holds_oauth_identities(person: Native) -> None:
    Identity.objects.create(
        user_id=person.user["id"], issuer="https://issuer.test", subject=uuid.uuid4().hex, email="a@b.test"
    )
    (identity,) = exported(person)["identities"]
    assert (identity["issuer"], identity["email"]) == ("https://issuer.test", "a@b.test")


def test_it_holds_ended_sessions_and_removed_devices(person: Native) -> None:
    person.login(person.email)
    ActiveSession.objects.filter(user_id=person.user["id"]).exclude(pk=session_in_use(person)).update(
        revoked_at=timezone.now()
    )
    assert len(exported(person)["active_sessions"]) == 2


def session_in_use(person: Native) -> str:
    sessions = person.get("/auth/sessions").json()
    return max(sessions, key=lambda row: row["created_at"])["id"]  # type: ignore[no-any-return]


def test_it_holds_nothing_of_anybody_else(talker: Native, outsider: Native) -> None:
    outsider.send(outsider.start(), "Something of my own.")
    text = talker.get(PATH).text
    assert outsider.user["id"] not in text
    assert outsider.email not in text
    assert "Something of my own." not in text


def test_it_holds_no_secret(talker: Native) -> None:
    talker.post("/auth/refresh", {"refresh_token": talker.refresh})
    text = talker.get(PATH).text
    user = User.objects.get(pk=talker.user["id"])
    session = ActiveSession.objects.get(user=user)
    assert session.parent_hash
    for secret in (user.password, session.token_hash, session.parent_hash, talker.access, talker.refresh):
        assert secret not in text


def test_every_column_is_handed_out_unless_it_is_named() -> None:
    withheld = {f"{section.name}.{column}" for section in export_sections() for column in section.withheld}
    assert withheld == {
        "user.password",
        "active_sessions.token_hash",
        "active_sessions.parent_hash",
        "entitlements.reported",
        "entitlements.granted_by_id",
        "webhook_events.waits_for",
        "webhook_events.error",
        "webhook_events.attempts",
        "purchase_transfers.giver_id",
        "purchase_transfers.taker_id",
        "messages.lease_until",
        "messages.last_event_id",
        "messages.tokens_in",
        "messages.tokens_out",
        "messages.cost_microusd",
    }


def test_every_table_that_leads_to_a_person_is_exported_or_holds_only_secrets() -> None:
    exported_models = {section.rows_of(uuid.uuid4()).model for section in export_sections()}
    own = {"accounts", "analytics", "billing", "solve"}
    personal = {
        model
        for model in apps.get_models()
        if model._meta.app_label in own
        and any(
            field.is_relation and field.related_model in exported_models
            for field in model._meta.concrete_fields
        )
    }
    assert {model.__name__ for model in personal - exported_models} == {
        "EmailVerificationToken",
        "PasswordResetToken",
    }


def times_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from times_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from times_in(inner, key)
    elif key.endswith("_at") and value is not None:
        yield value


def test_times_are_in_utc_with_z(talker: Native) -> None:
    times = list(times_in(exported(talker)))
    assert len(times) > 10
    for text in times:
        assert text.endswith("Z")
        assert datetime.fromisoformat(text).utcoffset() == timedelta(0)


def test_it_is_a_download_that_nobody_keeps(person: Native) -> None:
    response = person.get(PATH)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="solacore-export-')
    assert response.headers["Cache-Control"] == "no-store"
    assert int(response.headers["Content-Length"]) == len(response.content)


def test_it_works_with_the_cookie(browser: Browser) -> None:
    browser.enter("/auth/register")
    assert exported(browser)["user"]["email"] == browser.email
    assert browser.get(PATH).headers["Access-Control-Allow-Origin"] == ORIGIN


def test_it_needs_a_sign_in(server: str) -> None:
    assert problem(httpx.get(server + PATH)) == (401, "INVALID_TOKEN")


def test_it_is_only_read(person: Native) -> None:
    assert problem(person.post(PATH)) == (405, "METHOD_NOT_ALLOWED")
    head = person.request("HEAD", PATH)
    assert (head.status_code, head.content) == (200, b"")


def test_a_large_one_is_complete_and_in_order(person: Native) -> None:
    add_messages(person, 10_000, "x" * 300)
    messages = exported(person)["messages"]
    assert [message["sequence"] for message in messages] == list(range(1, 10_001))


def test_a_large_one_is_never_whole_in_memory(person: Native) -> None:
    add_messages(person, 10_000, "x" * 1000)
    tracemalloc.start()
    try:
        with account_export(uuid.UUID(person.user["id"]), now=timezone.now()) as document:
            _, peak = tracemalloc.get_traced_memory()
            size = document.seek(0, os.SEEK_END)
            assert os.fstat(document.fileno()).st_nlink == 0
    finally:
        tracemalloc.stop()
    assert size > 10_000_000
    assert peak < size / 2


def test_wsgi_sends_it_as_well(talker: Native) -> None:
    response = Client().get(PATH, headers={"Authorization": f"Bearer {talker.access}"})
    assert response.streaming
    assert json.loads(response.getvalue())["messages"][0]["content"] == STORY


def test_what_is_written_meanwhile_is_left_out_of_all_sections(
    talker: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ExportSection.read

    def read_and_disturb(section: ExportSection, user_id: uuid.UUID) -> Iterator[dict[str, Any]]:
        rows = list(read(section, user_id))
        if section.name == "solve_sessions":
            talker.send(talker.start(), "Meanwhile.")
        return iter(rows)

    monkeypatch.setattr(ExportSection, "read", read_and_disturb)
    body = exported(talker)
    assert {row["session_id"] for row in body["messages"]} == {row["id"] for row in body["solve_sessions"]}
    assert "Meanwhile." not in json.dumps(body)


def test_no_connection_is_kept_for_a_slow_reader(person: Native) -> None:
    add_messages(person, 3000, "x" * 4000)
    before = connections_in_use()
    with person.http.stream("GET", PATH, headers=person.headers()) as response:
        assert response.status_code == 200
        deadline = time.monotonic() + 10
        while connections_in_use() > before:
            assert time.monotonic() < deadline, "the export keeps its connection"
            time.sleep(0.05)
        assert len(json.loads(response.read())["messages"]) == 3000


def connections_in_use() -> int:
    statistics = connection.pool.get_stats()  # type: ignore[attr-defined]  # PostgreSQL's has one
    return int(statistics["pool_size"] - statistics["pool_available"])


def test_the_command_prints_the_same(talker: Native, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("export_account", talker.email.upper())
    printed = json.loads(capfdbinary.readouterr().out)
    assert {**printed, "exported_at": ""} == {**exported(talker), "exported_at": ""}


def test_the_command_writes_a_file_for_its_owner_alone(talker: Native, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    call_command("export_account", talker.email, output=path)
    assert json.loads(path.read_text())["user"]["email"] == talker.email
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_command_overwrites_nothing(person: Native, tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text("mine")
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export_account", person.email, output=path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("command", ["export_account", "erase_account", "revoke_sessions"])
def test_the_commands_know_only_addresses_that_exist(command: str) -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command(command, "nobody@example.com")
