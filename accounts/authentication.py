"""Who sends a request: the one answer for REST views, streams and sockets."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.caching import cached_principals, live_among, remember_principals
from accounts.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from accounts.csrf import SAFE_METHODS, require_csrf_proof
from accounts.errors import SessionRevokedError
from accounts.models import ActiveSession, User
from accounts.tokens import Claims, TokenType, read_token
from solacore.common.errors import DomainError, NotSignedInError


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
    return _or_raise(authenticate_all([request])[0])


def authenticate_all(requests: Sequence[HttpRequest]) -> list[Principal | DomainError]:
    """Does for many requests together what `authenticate` does for one; an error stands in its place."""
    known = principals_of([_token_of(request) for request in requests])
    return [_proven(request, one) for request, one in zip(requests, known, strict=True)]


def principal_of(access_token: str) -> Principal:
    """The person behind an access token.

    Raises:
        NotSignedInError, SessionRevokedError: as in `authenticate`.
    """
    return _or_raise(principals_of([access_token])[0])


def principals_of(access_tokens: Sequence[str]) -> list[Principal | DomainError]:
    """The person behind each token, with one query for those whom the cache knows and one for the others."""
    claims = [_claims_of(token) for token in access_tokens]
    valid = {one for one in claims if isinstance(one, Claims)}
    cached = cached_principals(valid)
    live = live_among(cached.keys())
    known: dict[Claims, Principal | DomainError] = {one: Principal(*cached[one]) for one in live}
    known |= _in_database(valid - live)
    remember_principals(
        [one.session for key, one in known.items() if key not in cached and isinstance(one, Principal)]
    )
    return [known[one] if isinstance(one, Claims) else one for one in claims]


def _in_database(claims: Collection[Claims]) -> dict[Claims, Principal | DomainError]:
    if not claims:
        return {}
    ids = [one.session_id for one in claims]
    sessions = ActiveSession.objects.select_related("user").in_bulk(ids)
    now = timezone.now()
    return {one: _principal(one, sessions.get(one.session_id), now) for one in claims}


def _principal(claims: Claims, session: ActiveSession | None, now: datetime) -> Principal | DomainError:
    if session is None:
        return SessionRevokedError()
    if session.user_id != claims.user_id or not session.user.is_active:
        return NotSignedInError()
    if not session.is_live(now):
        return SessionRevokedError()
    return Principal(session.user, session)


def _claims_of(token: str) -> Claims | DomainError:
    try:
        return read_token(token, TokenType.ACCESS)
    except NotSignedInError as error:
        return error


def _token_of(request: HttpRequest) -> str:
    bearer = bearer_token(request)
    return request.COOKIES.get(ACCESS_COOKIE, "") if bearer is None else bearer


def _proven(request: HttpRequest, known: Principal | DomainError) -> Principal | DomainError:
    """The same, once a write by cookie has proven where it comes from."""
    if isinstance(known, DomainError):
        return known
    if bearer_token(request) is None and request.method not in SAFE_METHODS:
        try:
            require_csrf_proof(request)
        except DomainError as error:
            return error
    request.user_id = known.user.pk  # type: ignore[attr-defined]  # for the request's line in the log
    return known


def _or_raise(known: Principal | DomainError) -> Principal:
    if isinstance(known, DomainError):
        raise known
    return known


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
