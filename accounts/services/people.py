"""What people may change of their own account."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services.locking import person_lock


@transaction.atomic
def person_change(*, user_id: uuid.UUID, changes: Mapping[str, Any]) -> User:
    """Applies a person's changes to their account.

    Args:
        user_id: whose account.
        changes: `locale`, or nothing.
    """
    user = person_lock(user_id)
    if "locale" in changes:
        user.locale = changes["locale"]
        user.save(update_fields=["locale", "updated_at"])
    return user
