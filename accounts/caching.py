"""People and their sign-in sessions in the cache, so that a request need not read whole rows.

Whether a session still counts is asked of PostgreSQL each time, by one small statement: with Redis up,
down, or back with an old entry, a revoked session is refused on the next request.
"""

import uuid
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.signals import post_delete, post_save

from accounts.models import ActiveSession, User
from solacore.common.read_through import cached, invalidate_on_commit, store

# Seconds, by the design.
USER_SECONDS = 600
SESSION_SECONDS = 120

# What a request uses of a person and of a session; a password's hash, above all, stays in PostgreSQL.
_USER_FIELDS = ("id", "email", "auth_provider", "locale", "is_active", "is_staff")
_SESSION_FIELDS = ("id", "user_id", "device_id", "created_at", "expires_at", "absolute_expires_at")

M = TypeVar("M", bound=models.Model)


def _user_key(user_id: uuid.UUID) -> str:
    return f"user:{user_id}"


def _session_key(session_id: uuid.UUID) -> str:
    return f"active_session:{session_id}"


def cached_principal(user_id: uuid.UUID, session_id: uuid.UUID) -> tuple[User, ActiveSession] | None:
    """The person and the session of a token, if both are in the cache; they may be old."""
    found = cached({"user": _user_key(user_id), "active_session": _session_key(session_id)})
    if len(found) < len(("user", "active_session")):
        return None
    user = _from_values(User, _USER_FIELDS, found["user"])
    session = _from_values(ActiveSession, _SESSION_FIELDS, found["active_session"])
    session.user = user
    return user, session


def remember_principal(user: User, session: ActiveSession) -> None:
    """Keeps what the next request of this session will use."""
    store(_user_key(user.pk), [getattr(user, field) for field in _USER_FIELDS], seconds=USER_SECONDS)
    values = [getattr(session, field) for field in _SESSION_FIELDS]
    store(_session_key(session.pk), values, seconds=SESSION_SECONDS)


def is_live(session_id: uuid.UUID, user_id: uuid.UUID) -> bool:
    """Whether PostgreSQL says that this session of this active person still counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 1 FROM active_sessions s JOIN users u ON u.id = s.user_id
            WHERE s.id = %s AND s.user_id = %s AND u.is_active AND s.revoked_at IS NULL
            AND s.expires_at > now() AND s.absolute_expires_at > now()
            """,
            [session_id, user_id],
        )
        return cursor.fetchone() is not None


def _from_values(model: type[M], fields: tuple[str, ...], values: list[Any]) -> M:
    """An instance with these fields loaded; any other is read when it is asked for."""
    return model.from_db(connection.alias, fields, values)


def _user_changed(instance: User, **_: Any) -> None:
    invalidate_on_commit(_user_key(instance.pk))


def _session_changed(instance: ActiveSession, **_: Any) -> None:
    invalidate_on_commit(_session_key(instance.pk))


def connect_invalidation() -> None:
    """Has every change of a person or session through the ORM forget the old entry after its commit."""
    for signal in (post_save, post_delete):
        signal.connect(_user_changed, sender=User, dispatch_uid=f"user-cache-{id(signal)}")
        signal.connect(_session_changed, sender=ActiveSession, dispatch_uid=f"session-cache-{id(signal)}")
