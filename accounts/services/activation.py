"""Accounts that are closed for a while, with all that is theirs kept."""

import uuid

from django.db import transaction

from accounts.models import RevokeReason
from accounts.services.locking import person_lock
from accounts.services.sessions import sessions_revoke


@transaction.atomic
def account_deactivate(user_id: uuid.UUID) -> None:
    """Signs a person out everywhere and lets them in nowhere."""
    user = person_lock(user_id)
    user.is_active = False
    user.save(update_fields=["is_active", "updated_at"])
    sessions_revoke(user.active_sessions.all(), RevokeReason.STAFF)


@transaction.atomic
def account_reactivate(user_id: uuid.UUID) -> None:
    """Lets a person sign in again."""
    user = person_lock(user_id)
    user.is_active = True
    user.save(update_fields=["is_active", "updated_at"])
