"""The staff account of a development server, over HTTP."""

import re
from base64 import b32decode
from collections.abc import Iterator

import httpx
import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from accounts.models import User
from accounts.services.staff import development_staff
from backoffice.tests.staff import code_of
from solacore.testing.clients import PASSWORD, Native


def _posted(client: httpx.Client, path: str, **form: str) -> httpx.Response:
    """The page after the form on a page has been sent."""
    page = client.get(path, follow_redirects=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    return client.post(page.url, data={**form, "csrfmiddlewaretoken": token[1]}, follow_redirects=True)


def _sign_in(client: httpx.Client, email: str, password: str) -> httpx.Response:
    return _posted(client, "/admin/", username=email, password=password, next="/admin/")


@pytest.fixture
def browser(server: str) -> Iterator[httpx.Client]:
    """A browser of nobody yet."""
    with httpx.Client(base_url=server, headers={"Origin": server}) as client:
        yield client


def test_the_development_account_sets_up_its_second_factor_and_gets_in(
    browser: httpx.Client, settings: Settings
) -> None:
    settings.DEBUG = True
    staff = development_staff()
    TOTPDevice.objects.filter(user__email=staff.email).delete()
    page = _sign_in(browser, staff.email, staff.password)
    assert page.url.path == "/admin/two-factor/"
    secret = re.findall(r'class="secret">([A-Z2-7 ]+)<', page.text)[0].replace(" ", "")
    device = TOTPDevice(key=b32decode(secret).hex())
    page = _posted(browser, "/admin/two-factor/", code=code_of(device))
    assert page.url.path == "/admin/"
    assert "Back office" in page.text
    assert development_staff() == staff


def test_a_person_who_is_no_staff_does_not(browser: httpx.Client, person: Native) -> None:
    response = _sign_in(browser, person.email, PASSWORD)
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
