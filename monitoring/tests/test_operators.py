"""/admin/health/."""

import time

import httpx
import pytest
from django.test import Client

from backoffice.tests.staff import Staff
from monitoring import operators
from monitoring.bounded import Question
from solacore.testing.clients import Native

PAGE = "/admin/health/"


@pytest.fixture
def staff() -> Client:
    return Staff(is_superuser=True)


def test_each_check_is_shown(staff: Client) -> None:
    page = staff.get(PAGE)
    # What other tests have left, such as tasks that failed on purpose, makes it 500.
    assert page.status_code in (200, 500)
    for check in ("Database", "Migrations", "Tasks", "Jobs", "Cache", "Disk", "Memory"):
        assert f"{check}(" in page.content.decode()
    answer = staff.get(f"{PAGE}?format=json").json()
    assert answer["Database()"] == "OK"
    assert answer["Migrations()"] == "OK"


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
