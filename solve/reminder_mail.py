"""The mail that reminds a person of their first step, and the signed links that stop it.

It says neither what the step is nor anything else that the person wrote: a mailbox is read on lock
screens, by mail providers and in offices. Who opens the link has to be signed in to read it.
"""

import uuid
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer

from accounts.mail.composing import Unsubscribing, compose
from solve.errors import InvalidUnsubscribeTokenError
from solve.models import SolveSession

REMINDER: Final = "reminder"
UNSUBSCRIBE_PATH: Final = "/reminders/unsubscribe"
_SALT = "solve.reminders.unsubscribe"


def reminder_compose(session: SolveSession) -> EmailMultiAlternatives:
    """The reminder of a session, in the session's language."""
    token = unsubscribe_token(session.user_id)
    return compose(
        REMINDER,
        session.user,
        link=f"{settings.FRONTEND_URL}/app/sessions/{session.pk}",
        locale=session.locale,
        unsubscribing=Unsubscribing(
            page=unsubscribe_page(token),
            one_click=f"{settings.API_URL}{UNSUBSCRIBE_PATH}?{urlencode({'token': token})}",
        ),
    )


def unsubscribe_page(token: str) -> str:
    """The page of the web app that asks a person whether to stop the reminders."""
    return f"{settings.FRONTEND_URL}/unsubscribe?{urlencode({'token': token})}"


def unsubscribe_token(user_id: uuid.UUID) -> str:
    """A token that can only stop a person's reminders, and works for as long as their mails are kept."""
    return _signer().sign(user_id.hex)


def unsubscribe_token_read(token: str) -> uuid.UUID:
    """Whose reminders a token stops.

    Raises:
        InvalidUnsubscribeTokenError: we did not sign it.
    """
    try:
        return uuid.UUID(_signer().unsign(token))
    except BadSignature:
        raise InvalidUnsubscribeTokenError from None


def _signer() -> Signer:
    # A separator that needs no escaping in a link.
    return Signer(salt=_SALT, sep=".")
