"""One change of a person's rights at a time."""

import uuid
from collections.abc import Iterable

from django.contrib.auth import get_user_model

from billing.errors import PersonUnknownError


def people_lock(user_ids: Iterable[uuid.UUID]) -> None:
    """Locks several people, always in the same order, so that two who do it don't wait for each other.

    Raises:
        PersonUnknownError: one of them isn't there.
    """
    for user_id in sorted(set(user_ids)):
        person_lock(user_id)


def person_lock(user_id: uuid.UUID) -> None:
    """Locks the person's row until the transaction ends: the lock that `accounts` takes as well.

    Raises:
        PersonUnknownError: there is no such person, or not any more.
    """
    people = get_user_model().objects.select_for_update().filter(pk=user_id)
    if not people.values_list("pk", flat=True).first():
        raise PersonUnknownError
