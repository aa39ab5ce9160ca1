"""A forgotten password: a link by mail, and the new password that it allows."""

from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidOrExpiredTokenError
from accounts.models import ActiveSession, PasswordResetToken, RevokeReason, User, canonical_email
from accounts.services.mailed_tokens import mailed_token_claim
from accounts.services.sessions import sessions_revoke
from accounts.tasks import send_password_changed, send_password_reset


def password_reset_request(*, email: str) -> None:
    """Has a link mailed to the account with this address, however it was made; nothing if there is none.

    An unknown address costs the same work: one query and one task, which then has nothing to do. The
    address itself is not stored.
    """
    user_id = (
        User.objects.filter(email=canonical_email(email), is_active=True).values_list("pk", flat=True).first()
    )
    send_password_reset.enqueue(str(user_id) if user_id else None)


@transaction.atomic
def password_reset(*, token: str, new_password: str, now: datetime) -> None:
    """Sets a new password, signs the person out everywhere and tells them by mail.

    The link proves that the address is theirs. Every other link that was mailed before dies with it.

    Args:
        token: from the mailed link.
        new_password: checked against the rules for passwords already.
        now: the time of the request.

    Raises:
        InvalidOrExpiredTokenError: the token is unknown, used or expired.
    """
    claimed = mailed_token_claim(PasswordResetToken, token, now=now)
    if claimed is None:
        raise InvalidOrExpiredTokenError
    user = claimed.user
    user.set_password(new_password)
    user.email_verified_at = user.email_verified_at or now
    user.save(update_fields=["password", "email_verified_at", "updated_at"])
    PasswordResetToken.objects.filter(user=user, used_at=None).update(used_at=now)
    sessions_revoke(ActiveSession.objects.filter(user=user), RevokeReason.PASSWORD_RESET)
    send_password_changed.enqueue(str(user.pk))
