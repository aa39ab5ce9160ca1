"""One change of a person's rights at a time."""

import uuid

from django.contrib.auth import get_user_model

from billing.errors import PersonUnknownError


def person_lock(user_id: uuid.UUID) -> None:
    """Locks the person's row until the transaction ends: the lock that `accounts` takes as well.

    Raises:
        PersonUnknownError: there is no such person, or not any more.
    """
    people = get_user_model().objects.select_for_update().filter(pk=user_id)
    if not people.values_list("pk", flat=True).first():
        raise PersonUnknownError
