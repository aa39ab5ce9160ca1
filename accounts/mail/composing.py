"""What a mail says: its words by language, in the one layout that all mails share."""

import tomllib
from enum import StrEnum, auto
from functools import cache
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.models import User
from solacore.common.languages import DEFAULT_LOCALE, locale_of
from solacore.environment import BASE_DIR

WORDS_FOLDER = BASE_DIR / "templates" / "emails"

HEADERS = {
    # RFC 3834 §5: nobody's auto-responder answers such a mail.
    "Auto-Submitted": "auto-generated",
}


class MailKind(StrEnum):
    """The mails that Solacore sends; each has a table of its name in every language's file."""

    VERIFY_EMAIL = auto()
    RESET_PASSWORD = auto()
    PASSWORD_CHANGED = auto()
    TOKEN_REUSED = auto()


@cache
def words_in(locale: str) -> dict[str, Any]:
    """Everything that mails say in a language."""
    return tomllib.loads((WORDS_FOLDER / f"{locale}.toml").read_text(encoding="utf-8"))


def compose(kind: MailKind, user: User, *, link: str, **numbers: int) -> EmailMultiAlternatives:
    """A mail to a person, in their language, as HTML and as text.

    Args:
        kind: which mail.
        user: who gets it, at the address of their account.
        link: where its button leads.
        numbers: what its words name in braces, such as the days that the link works.
    """
    words = words_in(locale_of(user.locale) or DEFAULT_LOCALE)
    own = words[kind]
    content = {
        **words["layout"],
        "subject": own["subject"],
        "button": own["button"],
        "before": [sentence.format_map(numbers) for sentence in own["before"]],
        "after": [sentence.format_map(numbers) for sentence in own["after"]],
        "link": link,
    }
    message = EmailMultiAlternatives(
        subject=content["subject"],
        body=render_to_string("emails/mail.txt", content),
        to=[user.email],
        headers=HEADERS,
    )
    message.attach_alternative(render_to_string("emails/mail.html", content), "text/html")
    return message
