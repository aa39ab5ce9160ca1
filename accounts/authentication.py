"""Who sends a request: the one answer for REST views, streams and sockets."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from accounts.caching import cached_principal, is_live, remember_principal
from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.csrf import SAFE_METHODS, require_csrf_proof
from accounts.errors import SessionRevokedError
from accounts.models import ActiveSession, User
from accounts.tokens import Claims, TokenType, read_token
from solacore.common.errors import NotSignedInError


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person and the sign-in session that they use."""

    user: User
    session: ActiveSession


def bearer_token(request: HttpRequest) -> str | None:
    """The token of an `Authorization: Bearer …` header; "" when it is empty, None without the header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def authenticate(request: HttpRequest) -> Principal:
    """The person behind a request: by Bearer or, only without one, by the cookie.

    Reads the database once, also when Redis has what it needs to know. A write by cookie must also
    prove where it comes from.

    Raises:
        NotSignedInError: no token, or none that is valid, or an inactive person.
        SessionRevokedError: the session was ended or has expired.
        CsrfTokenMissingError, CsrfTokenInvalidError: as in `require_csrf_proof`.
    """
    token = bearer_token(request)
    by_cookie = token is None
    if token is None:
        token = request.COOKIES.get(ACCESS_COOKIE, "")
    principal = principal_of(token)
    if by_cookie and request.method not in SAFE_METHODS:
        require_csrf_proof(request)
    request.user_id = principal.user.pk  # type: ignore[attr-defined]  # for the request's line in the log
    return principal


def principal_of(access_token: str) -> Principal:
    """The person behind an access token.

    Raises:
        NotSignedInError, SessionRevokedError: as in `authenticate`.
    """
    claims = read_token(access_token, TokenType.ACCESS)
    known = cached_principal(claims.user_id, claims.session_id)
    if known is not None and is_live(claims.session_id, claims.user_id):
        return Principal(*known)
    if known is None:
        principal = _principal_in_database(claims)
        remember_principal(principal.user, principal.session)
        return principal
    return _principal_in_database(claims)


def _principal_in_database(claims: Claims) -> Principal:
    session = ActiveSession.objects.select_related("user").filter(pk=claims.session_id).first()
    if session is None:
        raise SessionRevokedError
    if session.user_id != claims.user_id or not session.user.is_active:
        raise NotSignedInError
    if not session.is_live(timezone.now()):
        raise SessionRevokedError
    return Principal(session.user, session)


def session_to_end(request: HttpRequest) -> tuple[uuid.UUID | None, bool]:
    """The session that a sign-out means, by whatever token the client still holds, expired ones too.

    Returns:
        The session's id (None when nobody is signed in), and whether a cookie named it.
    """
    bearer = bearer_token(request)
    candidates = (
        [(bearer, TokenType.ACCESS)]
        if bearer is not None
        else [
            (request.COOKIES.get(ACCESS_COOKIE, ""), TokenType.ACCESS),
            (request.COOKIES.get(REFRESH_COOKIE, ""), TokenType.REFRESH),
        ]
    )
    for token, kind in candidates:
        try:
            return read_token(token, kind, even_expired=True).session_id, bearer is None
        except NotSignedInError:
            continue
    return None, bearer is None
