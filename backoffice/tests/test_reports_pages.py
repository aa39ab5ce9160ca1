"""The dashboard and the reports in the back office."""

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import DailyFigure
from analytics.reports import REPORTS
from backoffice.models import AuditEntry
from backoffice.tests.conftest import StaffFactory

SPAN = {"first": "1885-05-01", "last": "1885-05-03"}


@pytest.fixture(autouse=True)
def _figures() -> None:
    DailyFigure.objects.get_or_create(day=date(1885, 5, 2), metric="signups", defaults={"value": 4321})


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_page_and_its_export_say_what_the_command_says(
    staff: StaffFactory, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    call_command("report", name, "--from", SPAN["first"], "--to", SPAN["last"], "--format", "csv")
    printed = capsys.readouterr().out
    browser = staff("analyst")
    page = browser.get(f"/admin/reports/{name}/", SPAN).content.decode()
    assert "4321" in page
    assert "<svg" in page
    before = AuditEntry.objects.filter(action="export-report").count()
    response = browser.post(f"/admin/reports/{name}/", SPAN)
    assert response.headers["Content-Type"].startswith("text/csv")
    exported = response.getvalue().decode()
    assert list(csv.reader(io.StringIO(exported))) == list(csv.reader(io.StringIO(printed)))
    assert AuditEntry.objects.filter(action="export-report").count() == before + 1


@pytest.mark.parametrize(
    "span",
    [
        {"first": "2026-02-02", "last": "2026-02-01"},
        {"first": "yesterday", "last": "2026-02-01"},
        {"first": "1900-01-01", "last": "2026-02-01"},
    ],
)
def test_a_span_that_makes_no_sense_is_asked_for_again(staff: StaffFactory, span: dict[str, str]) -> None:
    page = staff("analyst").get("/admin/reports/usage/", span)
    assert page.status_code == 422
    assert "errorlist" in page.content.decode()


def test_an_unknown_report_is_not_there(staff: StaffFactory) -> None:
    assert staff("analyst").get("/admin/reports/made-up/").status_code == 404


def test_the_dashboard_is_drawn_in_few_queries(staff: StaffFactory) -> None:
    browser = staff("administrator")
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/admin/").content.decode()
    assert page.count("<svg") >= 9
    assert "Sign-ups" in page
    assert len(queries) < 25


def test_no_page_needs_what_the_policy_forbids(staff: StaffFactory) -> None:
    browser = staff(is_superuser=True)
    for path in ("/admin/", "/admin/reports/usage/", "/admin/accounts/user/"):
        response = browser.get(path)
        page = response.content.decode()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
