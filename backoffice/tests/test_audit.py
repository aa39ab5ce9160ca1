"""The audit trail: only ever added to."""

import csv
import io
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from backoffice.audit import audit_record
from backoffice.models import AuditEntry
from backoffice.tests.conftest import StaffFactory
from backoffice.tests.staff import staff_made
from solacore.testing.clients import Native


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET reason = 'nothing happened'",
        "UPDATE audit_entries SET reason = 'x' WHERE false",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
    ],
)
def test_postgresql_refuses_to_change_it(statement: str) -> None:
    entry = audit_record(actor=staff_made(), action="test", reason="a reason")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.get(pk=entry.pk).reason == "a reason"


def test_an_action_that_fails_leaves_no_entry(person: Native) -> None:
    actor = staff_made()
    with transaction.atomic():
        audit_record(actor=actor, action="test", reason="a reason")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(actor_id=actor.pk).exists()


def rows_of(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_it_is_exported_and_the_export_is_in_it(person: Native, staff: StaffFactory) -> None:
    browser = staff("administrator")
    browser.act(person.user["id"], "revoke-all-sessions", reason="=HYPERLINK(1) they asked")
    rows = rows_of(browser.post("/admin/audit.csv"))
    assert (rows[0]["action"], rows[0]["actor_email"]) == ("export-audit", browser.user.email)
    assert (rows[1]["action"], rows[1]["on_whom"]) == ("revoke-all-sessions", person.email)
    assert rows[1]["reason"] == "'=HYPERLINK(1) they asked"
    assert len(rows) == AuditEntry.objects.count()
    assert browser.get("/admin/audit.csv").status_code == 405


def test_the_list_finds_by_actor_and_request_in_a_constant_number_of_queries(
    person: Native, staff: StaffFactory
) -> None:
    browser = staff("administrator")
    first = browser.act(person.user["id"], "revoke-all-sessions").headers["X-Request-ID"]
    listed = browser.get("/admin/backoffice/auditentry/", {"q": first}).content.decode()
    assert person.email in listed
    with CaptureQueriesContext(connection) as few:
        browser.get("/admin/backoffice/auditentry/")
    for _ in range(5):
        browser.act(person.user["id"], "revoke-all-sessions")
    with CaptureQueriesContext(connection) as many:
        browser.get("/admin/backoffice/auditentry/")
    assert len(many) <= len(few) < 25
