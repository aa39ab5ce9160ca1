"""What a mail says: its words by language, in the one layout that all mails share."""

import tomllib
from dataclasses import dataclass
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
    """The mails of accounts. Each mail has a table of its name in every language's file."""

    VERIFY_EMAIL = auto()
    RESET_PASSWORD = auto()
    PASSWORD_CHANGED = auto()
    TOKEN_REUSED = auto()
    EXPORT_OFFER = auto()
    PAYMENT_FAILED = auto()
    SUBSCRIPTION_ENDED = auto()
    QUOTA_NEARLY_USED = auto()
    QUOTA_USED = auto()


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """How a person stops mails of a kind.

    Attributes:
        page: where the mail's own link leads; opening it must change nothing.
        one_click: where their mail program POSTs to (RFC 8058).
    """

    page: str
    one_click: str

    @property
    def headers(self) -> dict[str, str]:
        """RFC 8058 §3.1. Mail programs act on them only when the mail's DKIM signature covers both."""
        return {
            "List-Unsubscribe": f"<{self.one_click}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


@cache
def words_in(locale: str) -> dict[str, Any]:
    """Everything that mails say in a language."""
    return tomllib.loads((WORDS_FOLDER / f"{locale}.toml").read_text(encoding="utf-8"))


def compose(
    kind: str,
    user: User,
    *,
    link: str,
    locale: str | None = None,
    unsubscribing: Unsubscribing | None = None,
    **facts: int | str,
) -> EmailMultiAlternatives:
    """A mail to a person as HTML and as text.

    Args:
        kind: which mail: the name of its table of words, in which it may also have a footer of its own.
        user: who gets it, at the address of their account.
        link: where its button leads.
        locale: the language, by default that of the account.
        unsubscribing: how to stop mails of this kind, if they can be stopped; the table then has the
            words `unsubscribe` for the link.
        facts: what its words name in braces, such as the days that the link works.
    """
    words = words_in(locale_of(locale or user.locale) or DEFAULT_LOCALE)
    own = words[kind]
    content = {
        **words["layout"],
        **own,
        "before": [sentence.format_map(facts) for sentence in own["before"]],
        "after": [sentence.format_map(facts) for sentence in own["after"]],
        "link": link,
        "unsubscribe_page": unsubscribing.page if unsubscribing else "",
    }
    message = EmailMultiAlternatives(
        subject=content["subject"],
        body=render_to_string("emails/mail.txt", content),
        to=[user.email],
        headers={**HEADERS, **(unsubscribing.headers if unsubscribing else {})},
    )
    message.attach_alternative(render_to_string("emails/mail.html", content), "text/html")
    return message
