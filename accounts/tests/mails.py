"""Mails, as the tests find them in Django's outbox."""

import re
from typing import cast

from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives

from solacore.testing.background import run_tasks


def mails_to(address: str) -> list[EmailMultiAlternatives]:
    """What has been sent to an address in this test, after all tasks have run."""
    run_tasks()
    ours = [message for message in mail.outbox if message.to == [address]]
    assert all(isinstance(message, EmailMultiAlternatives) for message in ours)
    return cast(list[EmailMultiAlternatives], ours)


def html_of(message: EmailMultiAlternatives) -> str:
    """The HTML part."""
    (part,) = message.alternatives
    content, kind = part
    assert kind == "text/html"
    return str(content)


def token_in(message: EmailMessage) -> str:
    """The token of the link in the text."""
    (token,) = re.findall(r"token=([\w.-]+)", str(message.body))
    return str(token)


def reset_tokens_to(address: str) -> list[str]:
    """The tokens of all reset links that were sent to an address."""
    return [token_in(message) for message in mails_to(address) if "/reset-password?" in message.body]
