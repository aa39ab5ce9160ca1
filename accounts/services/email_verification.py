"""Proof that an address belongs to the person who registered it."""

from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidOrExpiredTokenError
from accounts.models import EmailVerificationToken
from accounts.services.mailed_tokens import mailed_token_claim


@transaction.atomic
def email_verify(*, token: str, now: datetime) -> None:
    """Marks the address of an account as verified.

    Args:
        token: from the mailed link.
        now: the time of the request.

    Raises:
        InvalidOrExpiredTokenError: the token is unknown, used or expired, or was mailed to another
            address than the account has now.
    """
    claimed = mailed_token_claim(EmailVerificationToken, token, now=now)
    if claimed is None or claimed.email != claimed.user.email:
        raise InvalidOrExpiredTokenError
    user = claimed.user
    user.email_verified_at = user.email_verified_at or now
    user.save(update_fields=["email_verified_at", "updated_at"])
