"""Erasure of an account: nothing of a person is left but a tombstone."""

import hashlib
import uuid

from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from psycopg import errors as postgres

from accounts.models import Tombstone, User
from solacore.common.personal_records import erasers, erasers_under_lock, export_sections, last_erasers

# What becomes of an erasure and a request that meet over the same rows: one of them is rolled back.
_COLLISIONS = (postgres.DeadlockDetected, postgres.ForeignKeyViolation)
ATTEMPTS = 5


def account_erase(user_id: uuid.UUID) -> bool:
    """Erases a person with all that is theirs; from then on every token of theirs is refused.

    Returns:
        Whether there was somebody to erase.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _erase(user_id)
        except DatabaseError as error:
            if not isinstance(error.__cause__, _COLLISIONS):
                raise
    return _erase(user_id)


def is_erased(user_id: uuid.UUID) -> bool:
    """Whether this was the id of a person who has been erased: nothing may bring them back."""
    return Tombstone.objects.filter(pk=user_hash(user_id)).exists()


def user_hash(user_id: uuid.UUID) -> str:
    """SHA-256 of the id. A random UUID can't be guessed from it, and no rotated key makes it worthless."""
    return hashlib.sha256(user_id.bytes).hexdigest()


@transaction.atomic(durable=True)
def _erase(user_id: uuid.UUID) -> bool:
    _erase_admin_log(user_id)
    for erase in erasers():
        erase(user_id)
    # The lock keeps everybody from adding to what the deletion has looked up.
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        return False
    for erase in erasers_under_lock():
        erase(user_id)
    if user.is_staff:
        _end_admin_sessions(user)
    Tombstone.objects.get_or_create(user_hash=user_hash(user_id))
    user.delete()
    for erase in (*last_erasers(), _erase_tasks):
        erase(user_id)
    return True


def _erase_admin_log(user_id: uuid.UUID) -> None:
    """Removes what the admin's log says about the person; it quotes names and addresses."""
    for section in export_sections():
        ids = section.rows_of(user_id).order_by().annotate(text_id=Cast("pk", TextField())).values("text_id")
        LogEntry.objects.filter(object_id__in=ids).delete()


def _end_admin_sessions(user: User) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _erase_tasks(user_id: uuid.UUID) -> None:
    """Removes the background tasks that name the person."""
    tasks = DBTaskResult.objects.filter(Contains(Cast("args_kwargs", TextField()), str(user_id)))
    tasks.exclude(status=TaskResultStatus.RUNNING).delete()
    # The worker has read the arguments of a running one, but needs the row to write its outcome to.
    tasks.update(args_kwargs={"args": [], "kwargs": {}})
