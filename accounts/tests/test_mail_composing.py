"""What mails say and how they are put together."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from pytest_django import Settings

from accounts.mail.composing import MailKind, Unsubscribing, compose, words_in
from accounts.models import User
from accounts.tests.mails import html_of
from solacore.common.languages import LOCALES

pytestmark = pytest.mark.pure

LINK = "https://solacore.test/reset-password?token=abc_-123"
FACTS: dict[str, Any] = {"days": 7, "minutes": 30, "plan": "Standard", "used": 8, "limit": 10}
KINDS = sorted(words_in("en").keys() - {"layout"})
EVERY_MAIL = [(kind, locale) for kind in KINDS for locale in LOCALES]


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def person(locale: str = "en", email: str = "person@example.com") -> User:
    return User(email=email, locale=locale)


def composed(kind: str, locale: str) -> EmailMultiAlternatives:
    return compose(kind, person(locale), link=LINK, **FACTS)


@pytest.mark.parametrize(("kind", "locale"), EVERY_MAIL)
def test_every_mail_has_a_subject_text_and_html(kind: str, locale: str) -> None:
    message = composed(kind, locale)
    html = html_of(message)
    assert message.subject == words_in(locale)[kind]["subject"]
    assert message.to == ["person@example.com"]
    assert LINK in message.body
    assert {attributes.get("href") for tag, attributes in Elements(html).found if tag == "a"} == {LINK}
    for part in (message.body, html):
        assert not re.search(r"[{}]", part.replace("{}", "")), part
        for sentence in words_in(locale)[kind]["before"]:
            assert sentence.format_map(FACTS).partition("'")[0] in part


@pytest.mark.parametrize(("kind", "locale"), EVERY_MAIL)
def test_nothing_is_loaded_from_elsewhere(kind: str, locale: str) -> None:
    elements = Elements(html_of(composed(kind, locale))).found
    assert not {tag for tag, _ in elements} & {"img", "script", "link", "iframe", "object", "style"}
    assert not any("src" in attributes or "background" in attributes for _, attributes in elements)
    assert not any("url(" in (attributes.get("style") or "") for _, attributes in elements)


@pytest.mark.parametrize("kind", KINDS)
def test_all_languages_say_as_much(kind: str) -> None:
    def shape(locale: str) -> dict[str, object]:
        words = words_in(locale)
        return {
            "keys": (sorted(words), sorted(words["layout"]), sorted(words[kind])),
            "sentences": (len(words[kind]["before"]), len(words[kind]["after"])),
            "numbers": sorted(re.findall(r"{\w+}", str(words[kind]))),
        }

    assert shape("en") == shape("es") == shape("zh")


def test_the_reset_mail_names_its_half_hour() -> None:
    for locale in LOCALES:
        assert "30" in compose(MailKind.RESET_PASSWORD, person(locale), link=LINK, minutes=30).body


def test_the_html_escapes_and_the_text_does_not() -> None:
    link = 'https://solacore.test/?a=1&b=2"><script>alert(1)</script>'
    message = compose(MailKind.TOKEN_REUSED, person(), link=link)
    assert link in message.body
    assert "<script" not in html_of(message)
    assert "a=1&amp;b=2&quot;&gt;" in html_of(message)


@pytest.mark.parametrize("locale", ["", "fr", "zh-Hans", "es_MX"])
def test_an_odd_locale_still_gets_a_mail(locale: str) -> None:
    expected = {"zh-Hans": "zh", "es_MX": "es"}.get(locale, "en")
    message = compose(MailKind.TOKEN_REUSED, person(locale), link=LINK)
    assert message.subject == words_in(expected)["token_reused"]["subject"]


@pytest.mark.parametrize("email", ["a@example.com\nBcc: b@example.com", "a@example.com\r\n\r\nbody"])
def test_an_address_cannot_inject_headers(email: str) -> None:
    message = compose(MailKind.TOKEN_REUSED, person(email=email), link=LINK)
    with pytest.raises(BadHeaderError):
        message.message()


def test_no_auto_responder_answers(settings: Settings) -> None:
    message = compose(MailKind.TOKEN_REUSED, person(), link=LINK).message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL


def test_every_account_mail_has_its_words() -> None:
    assert set(MailKind) <= set(KINDS)


def test_a_mail_of_accounts_cannot_be_unsubscribed_from() -> None:
    message = compose(MailKind.TOKEN_REUSED, person(), link=LINK)
    assert not {name for name in message.extra_headers if name.startswith("List-")}
    assert words_in("en")["reminder"]["unsubscribe"] not in message.body + html_of(message)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_mail_that_can_be_stopped_says_how(locale: str) -> None:
    page, one_click = "https://app.test/unsubscribe?token=a.b", "https://api.test/unsubscribe?token=a.b"
    unsubscribing = Unsubscribing(page=page, one_click=one_click)
    message = compose("reminder", person("en"), link=LINK, locale=locale, unsubscribing=unsubscribing)
    words = words_in(locale)["reminder"]
    links = {attributes.get("href") for tag, attributes in Elements(html_of(message)).found if tag == "a"}
    assert links == {LINK, page}
    assert f"{words['unsubscribe']}:\n{page}" in message.body
    for part in (message.body, html_of(message)):
        assert words["footer"] in part
        assert words_in(locale)["layout"]["footer"] not in part
    sent = message.message()
    assert sent["List-Unsubscribe"] == f"<{one_click}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
