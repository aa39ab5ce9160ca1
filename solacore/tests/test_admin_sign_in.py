"""The back office's own sign-in."""

import re

import httpx
import pytest
from pytest_django import Settings

from accounts.models import User
from accounts.services.staff import development_staff
from solacore.testing.clients import PASSWORD, Native


def _sign_in(server: str, email: str, password: str) -> httpx.Response:
    with httpx.Client(base_url=server, headers={"Origin": server}) as client:
        page = client.get("/admin/login/?next=/admin/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        form = {"username": email, "password": password, "csrfmiddlewaretoken": token[1], "next": "/admin/"}
        return client.post("/admin/login/", data=form, follow_redirects=True)


def test_the_development_account_gets_in(server: str, settings: Settings) -> None:
    settings.DEBUG = True
    staff = development_staff()
    response = _sign_in(server, staff.email, staff.password)
    assert response.url.path == "/admin/"
    assert "Back office" in response.text
    assert development_staff() == staff


def test_a_person_who_is_no_staff_does_not(server: str, person: Native) -> None:
    response = _sign_in(server, person.email, PASSWORD)
    assert response.url.path == "/admin/login/"
    assert not User.objects.get(pk=person.user["id"]).is_staff


def test_without_the_form_s_token_nobody_does(server: str) -> None:
    response = httpx.post(f"{server}/admin/login/", data={"username": "a@b.co", "password": "x"})
    assert response.status_code == 403


def test_there_is_no_such_account_outside_debug(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(Exception, match="for development only"):
        development_staff()


def test_the_admin_without_a_slash(server: str) -> None:
    assert httpx.get(f"{server}/admin").headers["Location"] == "/admin/"
