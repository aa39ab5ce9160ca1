"""How reminders are stopped: by the link in the mail, by the mail program's button, and in the app."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from accounts.tests.mails import html_of, token_in
from solacore.testing.clients import ORIGIN, Browser, Native, problem
from solve.models import ReminderOptOut
from solve.reminder_mail import unsubscribe_token
from solve.tests.reminders import ago, remind, reminders_of, send_due

PATH = "/reminders/unsubscribe"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
Unsubscribe = Callable[[str, str, str], httpx.Response]


@pytest.fixture
def message(person: Native) -> EmailMultiAlternatives:
    """A reminder that `person` has got."""
    remind(person, person.start(), ago(minutes=1))
    (message,) = reminders_of(person)
    return message


@pytest.fixture
def token(message: EmailMultiAlternatives) -> str:
    return token_in(message)


def one_click_path(message: EmailMultiAlternatives) -> str:
    """Where a mail program posts to, read from the mail as it is on the wire."""
    (header,) = re.findall(rb"^List-Unsubscribe:\s+<(\S+)>\r?$", message.message().as_bytes(), re.MULTILINE)
    address = urlsplit(header.decode())
    return f"{address.path}?{address.query}"


def is_reminded(person: Native) -> bool:
    """Whether a further reminder reaches the person."""
    before = len(reminders_of(person))
    remind(person, person.start(), ago(minutes=1))
    return len(reminders_of(person)) > before


def test_the_mail_links_to_the_page_that_asks(message: EmailMultiAlternatives) -> None:
    link = f"{ORIGIN}/unsubscribe?token={token_in(message)}"
    assert link in message.body
    assert f'href="{link}"' in html_of(message)


def test_the_mail_has_the_headers_of_one_click(message: EmailMultiAlternatives, settings: Settings) -> None:
    sent = message.message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["List-Unsubscribe"] == f"<{settings.API_URL}{PATH}?token={token_in(message)}>"


def test_the_one_click_address_is_that_of_the_api(person: Native, settings: Settings) -> None:
    settings.API_URL = "https://api.solacore.test"
    remind(person, person.start(), ago(minutes=1))
    (message,) = reminders_of(person)
    assert message.message()["List-Unsubscribe"].startswith(f"<https://api.solacore.test{PATH}?token=")


def test_the_link_s_token_stops_all_reminders(server: str, person: Native, token: str) -> None:
    assert is_reminded(person)
    response = httpx.post(server + PATH, json={"token": token})
    assert response.status_code == 200
    assert list(response.json()) == ["message"]
    assert not is_reminded(person)


@pytest.mark.parametrize(
    "body", [{"data": ONE_CLICK}, {"files": {"List-Unsubscribe": (None, "One-Click")}}, {}]
)
def test_one_click(
    server: str, person: Native, message: EmailMultiAlternatives, body: dict[str, dict[str, str]]
) -> None:
    response = httpx.post(server + one_click_path(message), **body)  # type: ignore[arg-type]  # either
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert not is_reminded(person)


def test_it_stops_a_mail_that_is_on_its_way(server: str, person: Native, token: str) -> None:
    session_id = person.start()
    remind(person, session_id, ago(minutes=1))
    send_due()
    httpx.post(server + PATH, json={"token": token})
    assert not any(session_id in str(mail.body) for mail in reminders_of(person))


def test_a_browser_needs_neither_sign_in_nor_csrf_token(browser: Browser, person: Native, token: str) -> None:
    assert browser.write("POST", PATH, json={"token": token}).status_code == 200
    assert not is_reminded(person)


def test_again_is_as_good_as_once(server: str, person: Native, token: str) -> None:
    answers = [httpx.post(server + PATH, json={"token": token}) for _ in range(3)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, answers[0].json())] * 3
    assert ReminderOptOut.objects.filter(user_id=person.user["id"]).count() == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_fetching_the_address_changes_nothing_and_leads_to_the_page(
    server: str, person: Native, message: EmailMultiAlternatives, method: str
) -> None:
    response = httpx.request(method, server + one_click_path(message))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{ORIGIN}/unsubscribe?token={token_in(message)}"
    assert response.text == ""
    assert is_reminded(person)


def test_the_way_to_the_page_leads_nowhere_else(server: str) -> None:
    response = httpx.get(server + PATH, params={"token": "x&next=https://evil.test\r\nX-Bad: 1"})
    assert response.headers["Location"].startswith(f"{ORIGIN}/unsubscribe?token=x%26next%3Dhttps")
    assert "X-Bad" not in response.headers


def test_a_forged_token_is_refused(server: str, person: Native, outsider: Native, token: str) -> None:
    signature = token.rpartition(".")[2]
    forged = ["nonsense", "", ".", f"{uuid.UUID(outsider.user['id']).hex}.{signature}", token[:-1]]
    for value in forged[:1] + forged[2:]:
        answer = httpx.post(server + PATH, json={"token": value})
        assert problem(answer) == (400, "INVALID_OR_EXPIRED_TOKEN"), value
    assert problem(httpx.post(f"{server}{PATH}?token=")) == (422, "VALIDATION_ERROR")
    assert is_reminded(outsider)
    assert is_reminded(person)


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": 7}, {"token": ["x"]}, ["token"]])
def test_a_missing_token_is_invalid(server: str, body: object) -> None:
    assert problem(httpx.post(server + PATH, json=body)) == (422, "VALIDATION_ERROR")


def test_a_body_that_is_no_json_is_malformed(server: str) -> None:
    answer = httpx.post(server + PATH, content=b"{", headers={"Content-Type": "application/json"})
    assert problem(answer) == (400, "MALFORMED_JSON")


def test_the_token_of_an_erased_person_does_no_harm(server: str, person: Native, token: str) -> None:
    assert person.request("DELETE", "/account").status_code == 204
    assert httpx.post(server + PATH, json={"token": token}).status_code == 200
    assert not ReminderOptOut.objects.filter(pk=person.user["id"]).exists()


def test_the_token_is_good_for_nothing_else(server: str, token: str) -> None:
    for path in ("/auth/verify-email", "/auth/reset-password"):
        answer = httpx.post(server + path, json={"token": token, "new_password": "Quiet-Harbor8"})
        assert problem(answer) == (400, "INVALID_OR_EXPIRED_TOKEN")
    assert httpx.get(f"{server}/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_it_survives_a_rotated_key(server: str, person: Native, token: str, settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-the-rest-of-the-time-0123456789"
    assert unsubscribe_token(uuid.UUID(person.user["id"])) != token
    assert httpx.post(server + PATH, json={"token": token}).status_code == 200


def test_the_person_can_see_and_change_it(person: Native, outsider: Native) -> None:
    def change(enabled: bool) -> object:
        response = person.request("PATCH", "/reminders", json={"enabled": enabled})
        assert response.status_code == 200
        assert response.json() == person.get("/reminders").json()
        return response.json()

    assert person.get("/reminders").json() == {"enabled": True}
    assert change(False) == {"enabled": False}
    assert not is_reminded(person)
    assert outsider.get("/reminders").json() == {"enabled": True}
    assert change(True) == {"enabled": True}
    assert is_reminded(person)


def test_changing_it_needs_sign_in_and_a_value(server: str, person: Native) -> None:
    assert problem(httpx.get(f"{server}/reminders")) == (401, "INVALID_TOKEN")
    assert problem(httpx.patch(f"{server}/reminders", json={"enabled": False})) == (401, "INVALID_TOKEN")
    assert problem(person.request("PATCH", "/reminders", json={})) == (422, "VALIDATION_ERROR")


def test_the_export_tells(person: Native) -> None:
    assert person.get("/account/export").json()["reminder_opt_out"] is None
    person.request("PATCH", "/reminders", json={"enabled": False})
    row = person.get("/account/export").json()["reminder_opt_out"]
    assert row["user_id"] == person.user["id"]
