"""Tokens in mailed links: made when the mail is sent, claimed once, stored as hashes."""

import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.models import MailedToken, User
from accounts.tokens import token_hash

Token = TypeVar("Token", bound=MailedToken)

RESET_LIFETIME = timedelta(minutes=30)
VERIFICATION_LIFETIME = timedelta(days=7)
# Bytes of randomness (OWASP Forgot Password Cheat Sheet: "sufficiently long to protect against brute-force").
TOKEN_BYTES = 32


def mailed_token_issue(
    kind: type[Token], *, user: User, lifetime: timedelta, now: datetime, **fields: Any
) -> tuple[Token, str]:
    """Stores a new token.

    Returns:
        The stored row, and the token itself, which only the mail may hold.
    """
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    row = _rows(kind).create(
        user=user, token_hash=token_hash(secret), created_at=now, expires_at=now + lifetime, **fields
    )
    return row, secret


def mailed_token_claim(kind: type[Token], secret: str, *, now: datetime) -> Token | None:
    """Uses up a token; its `user` is locked until the surrounding transaction ends.

    The person is locked before the token, as everywhere, so that two claims cannot block each other.

    Returns:
        The row, or None when the token is unknown, used or expired, or its owner is inactive.
    """
    live = _rows(kind).filter(token_hash=token_hash(secret), used_at=None, expires_at__gt=now)
    owners = User.objects.select_for_update().filter(is_active=True)
    user = owners.filter(pk__in=live.values("user_id")).first()
    if user is None or not live.update(used_at=now):
        return None
    row = _rows(kind).get(token_hash=token_hash(secret))
    row.user = user
    return row


def _rows(kind: type[Token]) -> QuerySet[Token]:
    return kind._default_manager.all()
