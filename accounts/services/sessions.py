"""Sign-in sessions: opened, refreshed, ended."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.errors import SessionRevokedError, SignInSessionNotFoundError, TokenReusedError
from accounts.metrics import REFRESH_REUSES
from accounts.models import ActiveSession, Device, RevokeReason, User
from accounts.services.locking import person_lock
from accounts.tasks import send_token_reused
from accounts.tokens import (
    TokenType,
    mint_access_token,
    mint_refresh_token,
    new_jti,
    read_token,
    successor_jti,
    token_hash,
)
from solacore.common.errors import NotSignedInError

# How long the immediate parent still gets the pair that replaced it: two tabs refresh at once.
REFRESH_GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a fresh pair of tokens."""

    user: User
    session_id: uuid.UUID
    access_token: str
    refresh_token: str


def session_open(*, user: User, device: Device | None, now: datetime) -> SignedIn:
    """Starts a sign-in session and mints its first pair."""
    session = ActiveSession(
        id=uuid.uuid4(),
        user=user,
        device=device,
        rotated_at=now,
        created_at=now,
        expires_at=now + timedelta(days=settings.REFRESH_TOKEN_DAYS),
        absolute_expires_at=now + timedelta(days=settings.SESSION_ABSOLUTE_DAYS),
    )
    refresh = _refresh_token(session, new_jti())
    session.token_hash = token_hash(refresh)
    session.save(force_insert=True)
    return _signed_in(session, refresh, now)


def session_refresh(refresh_token: str, *, now: datetime) -> SignedIn:
    """Exchanges a refresh token for the next pair (RFC 9700 §4.14.2).

    Of parallel requests with the same token one rotates it; the others, within the grace, get the
    same successor. A token older than that ends the whole session, and a mail says so.

    Raises:
        NotSignedInError: the token is malformed, forged or expired, or the person is inactive.
        SessionRevokedError: the session was ended or has expired.
        TokenReusedError: the token was replaced before the grace; the session is revoked now.
    """
    claims = read_token(refresh_token, TokenType.REFRESH)
    session = _find(claims.session_id)
    if session.user_id != claims.user_id or not session.user.is_active:
        raise NotSignedInError
    if not session.is_live(now):
        raise SessionRevokedError
    presented = token_hash(refresh_token)
    if session.token_hash == presented:
        successor = _rotate(session, presented, now)
        if successor is not None:
            return _signed_in(session, successor, now)
        session = _find(claims.session_id)
        if not session.is_live(now):
            raise SessionRevokedError
    if session.parent_hash == presented and now - session.rotated_at <= REFRESH_GRACE:
        return _signed_in(session, _refresh_token(session, successor_jti(presented)), now)
    with transaction.atomic():
        # Or the mail's task could be enqueued behind an erasure that has just removed the person's tasks.
        person_lock(session.user_id)
        if session_revoke(session.id, RevokeReason.TOKEN_REUSED):
            send_token_reused.enqueue(str(session.user_id))
            transaction.on_commit(REFRESH_REUSES.inc)
    raise TokenReusedError


def session_is_live(session_id: uuid.UUID) -> bool:
    """Whether there is anything left to end."""
    return ActiveSession.objects.live(timezone.now()).filter(pk=session_id).exists()


def session_revoke(session_id: uuid.UUID, reason: RevokeReason) -> bool:
    """Ends one session; answers whether it was live."""
    return sessions_revoke(ActiveSession.objects.filter(pk=session_id), reason) == 1


def sessions_revoke(sessions: QuerySet[ActiveSession], reason: RevokeReason) -> int:
    """Ends those of the sessions that are live; answers how many."""
    return sessions.filter(revoked_at=None).update(revoked_at=timezone.now(), revoke_reason=reason)


def own_session_revoke(*, user_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """Ends one of a person's own live sessions.

    Raises:
        SignInSessionNotFoundError: there is no such one.
    """
    own = ActiveSession.objects.live(timezone.now()).filter(pk=session_id, user_id=user_id)
    if not sessions_revoke(own, RevokeReason.REVOKED):
        raise SignInSessionNotFoundError


def _find(session_id: uuid.UUID) -> ActiveSession:
    session = ActiveSession.objects.select_related("user").filter(pk=session_id).first()
    if session is None:
        raise SessionRevokedError
    return session


def _rotate(session: ActiveSession, presented: str, now: datetime) -> str | None:
    """The successor, or None when another request has rotated the token first."""
    session.rotated_at = now
    idle_until = now + timedelta(days=settings.REFRESH_TOKEN_DAYS)
    session.expires_at = min(idle_until, session.absolute_expires_at)
    refresh = _refresh_token(session, successor_jti(presented))
    claimed = ActiveSession.objects.filter(pk=session.pk, token_hash=presented, revoked_at=None).update(
        token_hash=token_hash(refresh),
        parent_hash=presented,
        rotated_at=session.rotated_at,
        expires_at=session.expires_at,
    )
    return refresh if claimed else None


def _refresh_token(session: ActiveSession, jti: str) -> str:
    return mint_refresh_token(
        user_id=session.user_id,
        session_id=session.id,
        jti=jti,
        issued_at=session.rotated_at,
        expires_at=min(session.expires_at, session.absolute_expires_at),
    )


def _signed_in(session: ActiveSession, refresh_token: str, now: datetime) -> SignedIn:
    access = mint_access_token(
        user_id=session.user_id, email=session.user.email, session_id=session.id, now=now
    )
    return SignedIn(session.user, session.id, access, refresh_token)
