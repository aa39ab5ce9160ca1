"""/admin/health/."""

import time

import httpx
import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from backoffice.tests.staff import Staff
from monitoring import operators
from monitoring.bounded import Question
from operations.models import ScheduledJob
from solacore.testing.clients import Native

PAGE = "/admin/health/"


@pytest.fixture
def staff() -> Client:
    return Staff(is_superuser=True)


def test_each_check_is_shown(staff: Client) -> None:
    # What other tests have left, such as tasks that failed on purpose, is no fault of the page.
    DBTaskResult.objects.all().delete()
    ScheduledJob.objects.all().delete()
    page = staff.get(PAGE)
    assert page.status_code == 200
    for check in ("Database", "Migrations", "Tasks", "Jobs", "Cache", "Disk", "Memory"):
        assert f"{check}(" in page.content.decode()
    answer = staff.get(f"{PAGE}?format=json").json()
    for check in ("Database", "Migrations", "Tasks", "Jobs"):
        assert answer[f"{check}()"] == "OK"


def test_a_check_that_hangs_is_given_up(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = Question("hangs", lambda: time.sleep(20))
    monkeypatch.setitem(operators._QUESTIONS, operators.Database, hanging)
    response = staff.get(f"{PAGE}?format=json")
    assert response.status_code == 500
    assert "Timed out" in response.json()["Database()"]
    assert response.json()["Migrations()"] == "OK"


def test_nobody_else_sees_it(server: str, person: Native) -> None:
    for headers in ({}, person.headers()):
        response = httpx.get(server + PAGE, headers=headers)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")
