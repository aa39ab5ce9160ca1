"""One request at a time for a person."""

import uuid

from accounts.errors import SessionRevokedError
from accounts.models import User


def person_lock(user_id: uuid.UUID) -> User:
    """Locks a person until the transaction ends, against whoever does the same and against erasure.

    Raises:
        SessionRevokedError: the person was erased since the request was authenticated.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise SessionRevokedError
    return user
