"""Access and refresh tokens: JWTs (HS256) that name an active session. Nothing here reads the database."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt
from django.conf import settings

from solacore.common.errors import NotSignedInError

ALGORITHM = "HS256"


class TokenType(StrEnum):
    """The `type` claim."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    user_id: uuid.UUID
    session_id: uuid.UUID


def token_hash(token: str) -> str:
    """What the database keeps of a refresh token: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_jti() -> str:
    """The id of a session's first refresh token."""
    return uuid.uuid4().hex


def successor_jti(parent_hash: str) -> str:
    """The id of the refresh token that follows another.

    It is derived, so that the successor can be minted again during the grace of its parent although
    only hashes are stored, and keyed, so that nobody else can derive it.
    """
    return hmac.new(settings.JWT_SECRET.encode(), f"successor:{parent_hash}".encode(), "sha256").hexdigest()


def mint_access_token(*, user_id: uuid.UUID, email: str, session_id: uuid.UUID, now: datetime) -> str:
    """A token that signs requests for JWT_EXPIRE_MINUTES."""
    return _mint(
        {
            "sub": str(user_id),
            "sid": str(session_id),
            "email": email,
            "type": TokenType.ACCESS.value,
            "iat": now,
            "exp": now + timedelta(minutes=settings.JWT_EXPIRE_MINUTES),
        }
    )


def mint_refresh_token(
    *, user_id: uuid.UUID, session_id: uuid.UUID, jti: str, issued_at: datetime, expires_at: datetime
) -> str:
    """A token that is exchanged, once, for the next pair; the same arguments give the same token."""
    return _mint(
        {
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": jti,
            "type": TokenType.REFRESH.value,
            "iat": issued_at,
            "exp": expires_at,
        }
    )


def read_token(token: str, expected: TokenType, *, even_expired: bool = False) -> Claims:
    """What a token says.

    Args:
        token: the encoded token.
        expected: the type that it must have.
        even_expired: also read a token past its time (to sign out with it).

    Raises:
        NotSignedInError: when it is malformed, forged, expired or of another type.
    """
    try:
        claims = jwt.decode(
            token,
            settings.JWT_SECRET,
            algorithms=[ALGORITHM],
            options={"require": ["sub", "sid", "type", "exp", "iat"], "verify_exp": not even_expired},
        )
        if claims["type"] != expected.value:
            raise NotSignedInError
        return Claims(uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]))
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
        raise NotSignedInError from None


def _mint(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, settings.JWT_SECRET, algorithm=ALGORITHM)
