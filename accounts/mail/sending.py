"""Handing a mail to the server, with failures told apart by whether another attempt could help."""

import smtplib

from django.core.mail import EmailMessage

from accounts.metrics import MAILS, MailOutcome

# RFC 5321 §4.2.1: from here on a reply is a permanent refusal.
PERMANENT_REPLY = 500


class MailDelayedError(Exception):
    """The server can't be reached or doesn't take the mail now; it may do so later."""


class MailRefusedError(Exception):
    """The server says that there is no such mailbox; it will say so again."""


def send(message: EmailMessage) -> None:
    """Hands a mail to the configured backend.

    The errors carry no address: what a task raises is stored with it.

    Raises:
        MailDelayedError: the server or the way to it failed.
        MailRefusedError: the server refused the recipient for good.
    """
    try:
        _hand_over(message)
    except MailDelayedError:
        MAILS.labels(MailOutcome.DELAYED).inc()
        raise
    except MailRefusedError:
        MAILS.labels(MailOutcome.REFUSED).inc()
        raise
    MAILS.labels(MailOutcome.SENT).inc()


def _hand_over(message: EmailMessage) -> None:
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        if min(codes) >= PERMANENT_REPLY:
            raise MailRefusedError(_reason(error, codes[0])) from None
        raise MailDelayedError(_reason(error, codes[0])) from None
    except smtplib.SMTPResponseException as error:
        raise MailDelayedError(_reason(error, error.smtp_code)) from None
    except OSError as error:
        raise MailDelayedError(_reason(error, error.errno)) from None


def _reason(error: Exception, code: int | None) -> str:
    return f"{type(error).__name__} {code}" if code else type(error).__name__
