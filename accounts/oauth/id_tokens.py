"""ID tokens (OpenID Connect Core 1.0): who an issuer says has signed in, and whether it was the issuer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.errors import InvalidIdTokenError
from accounts.models import AuthProvider, canonical_email
from accounts.oauth.keys import ALGORITHM, issuer_keys

# Seconds by which an issuer's clock may differ from ours.
LEEWAY = 10
# OpenID Connect Core 1.0 §2: a subject has at most 255 ASCII characters.
SUBJECT_MAX_LENGTH = 255
# RFC 5321 §4.5.3.1.3, less the brackets; as long as the column of accounts.
EMAIL_MAX_LENGTH = 254


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs people in for us.

    Attributes:
        provider: how an account that it makes is marked.
        names: what it calls itself in `iss`; identities are stored under the first.
        client_ids: our apps at this issuer; a token must be meant for one of them.
        jwks_url: where its keys are.
    """

    provider: AuthProvider
    names: tuple[str, ...]
    client_ids: tuple[str, ...]
    jwks_url: str


@dataclass(frozen=True, slots=True)
class ProvenIdentity:
    """What a valid ID token proves: an account at an issuer, and the address that the issuer knows of it."""

    provider: AuthProvider
    issuer: str
    subject: str
    email: str
    email_verified: bool


def read_id_token(token: str, issuer: Issuer, *, nonce: str = "") -> ProvenIdentity:
    """Who a token is about, after all checks of OpenID Connect Core 1.0 §3.1.3.7.

    Args:
        token: the encoded token.
        issuer: who must have signed it.
        nonce: what the client gave the issuer for this sign-in, "" when it gave nothing. Apple's and
            Google's mobile SDKs are often given its SHA-256 instead, so the token may hold either.

    Raises:
        InvalidIdTokenError: the token is malformed, forged, expired, or meant for somebody else.
        OAuthUnavailableError: the issuer's keys can't be had.
    """
    if not issuer.client_ids:
        raise InvalidIdTokenError(f"This server has no sign-in with {issuer.provider.label}.")
    try:
        claims = _verified_claims(token, issuer)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise InvalidIdTokenError from None
    if not (_is_only_for_us(claims, issuer) and _has_subject(claims) and _has_nonce(claims, nonce)):
        raise InvalidIdTokenError
    return ProvenIdentity(
        provider=issuer.provider,
        issuer=issuer.names[0],
        subject=claims["sub"],
        email=_email(claims),
        # Apple may send the string.
        email_verified=claims.get("email_verified") is True or claims.get("email_verified") == "true",
    )


def _verified_claims(token: str, issuer: Issuer) -> dict[str, Any]:
    key_id = jwt.get_unverified_header(token).get("kid", "")
    key = issuer_keys(issuer.jwks_url).find(key_id)
    if key is None:
        raise jwt.InvalidKeyError
    return jwt.decode(
        token,
        key,
        algorithms=[ALGORITHM],
        audience=issuer.client_ids,
        issuer=issuer.names,
        leeway=LEEWAY,
        options={"require": ["iss", "sub", "aud", "exp", "iat"]},
    )


def _is_only_for_us(claims: Mapping[str, Any], issuer: Issuer) -> bool:
    audience = claims["aud"]
    return isinstance(audience, str) or set(audience) <= set(issuer.client_ids)


def _has_subject(claims: Mapping[str, Any]) -> bool:
    subject = claims["sub"]
    return 0 < len(subject) <= SUBJECT_MAX_LENGTH and subject.isascii() and subject.isprintable()


def _has_nonce(claims: Mapping[str, Any], nonce: str) -> bool:
    return not nonce or claims.get("nonce") in (nonce, hashlib.sha256(nonce.encode()).hexdigest())


def _email(claims: Mapping[str, Any]) -> str:
    email = claims.get("email")
    if not isinstance(email, str):
        return ""
    email = canonical_email(email)
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email if len(email) <= EMAIL_MAX_LENGTH else ""
