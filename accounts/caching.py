"""People and their sign-in sessions in the cache, so that a request need not read whole rows.

Whether a session still counts is asked of PostgreSQL each time, by one small statement: with Redis up,
down, or back with an old entry, a revoked session is refused on the next request.
"""

import uuid
from collections.abc import Collection
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.signals import post_delete, post_save

from accounts.models import ActiveSession, User
from accounts.tokens import Claims
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


def cached_principals(claims: Collection[Claims]) -> dict[Claims, tuple[User, ActiveSession]]:
    """The person and the session of each token for which the cache has both; they may be old."""
    keys = {_user_key(one.user_id): "user" for one in claims}
    keys |= {_session_key(one.session_id): "active_session" for one in claims}
    found = cached(keys)
    known = {}
    for one in claims:
        values = found.get(_user_key(one.user_id)), found.get(_session_key(one.session_id))
        if values[0] is not None and values[1] is not None:
            session = _from_values(ActiveSession, _SESSION_FIELDS, values[1])
            session.user = _from_values(User, _USER_FIELDS, values[0])
            known[one] = session.user, session
    return known


def remember_principals(sessions: Collection[ActiveSession]) -> None:
    """Keeps what the next requests of these sessions will use: each one's fields, and its person's."""
    users = {_user_key(one.user_id): [getattr(one.user, field) for field in _USER_FIELDS] for one in sessions}
    store(users, seconds=USER_SECONDS)
    values = {_session_key(one.pk): [getattr(one, field) for field in _SESSION_FIELDS] for one in sessions}
    store(values, seconds=SESSION_SECONDS)


def live_among(claims: Collection[Claims]) -> set[Claims]:
    """The tokens of which PostgreSQL says that their session, of an active person, still counts."""
    if not claims:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.user_id, s.id FROM active_sessions s JOIN users u ON u.id = s.user_id
            WHERE s.id = ANY(%s) AND u.is_active AND s.revoked_at IS NULL
            AND s.expires_at > now() AND s.absolute_expires_at > now()
            """,
            [[one.session_id for one in claims]],
        )
        return {Claims(*row) for row in cursor.fetchall()} & set(claims)


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
