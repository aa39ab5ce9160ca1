"""The audit trail: written with what it tells of, in one transaction."""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from structlog.contextvars import get_contextvars

from accounts.models import User
from accounts.services.erasure import user_hash
from backoffice.errors import AlreadyDoneError
from backoffice.models import AuditEntry, AuditSubject


def audit_record(
    *,
    actor: User,
    action: str,
    reason: str,
    subject_id: uuid.UUID | None = None,
    target: str = "",
    entry_id: uuid.UUID | None = None,
) -> AuditEntry:
    """Notes what a member of staff does; call it in the transaction that does it.

    Args:
        actor: who.
        action: what, as a slug.
        reason: why, in their words.
        subject_id: on whom.
        target: on what beside the person; never the person's id or words.
        entry_id: the form's own id, which makes a second click do nothing.

    Raises:
        AlreadyDoneError: there is an entry of that id.
    """
    subject = ""
    if subject_id is not None:
        subject = user_hash(subject_id)
        if User.objects.filter(pk=subject_id).exists():
            AuditSubject.objects.get_or_create(subject_hash=subject, defaults={"user_id": subject_id})
    entry = AuditEntry(
        id=entry_id or uuid.uuid4(),
        actor_id=actor.pk,
        actor_email=actor.email,
        action=action,
        subject_hash=subject,
        target=target,
        reason=reason,
        request_id=str(get_contextvars().get("request_id", "")),
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise AlreadyDoneError from None
    return entry


def is_recorded(entry_id: str | None) -> bool:
    """Whether there is an entry of an id, as a form sends it."""
    try:
        return entry_id is not None and AuditEntry.objects.filter(pk=uuid.UUID(entry_id)).exists()
    except ValueError:
        return False


def entries_about(user_id: uuid.UUID) -> QuerySet[AuditEntry]:
    """What was done on a person, newest first."""
    return AuditEntry.objects.filter(subject_hash=user_hash(user_id)).order_by("-at", "-id")


def subjects_of(entries: Iterable[AuditEntry]) -> dict[str, User]:
    """The people that entries are about, by the entries' hash; whoever is erased is missing."""
    hashes = {entry.subject_hash for entry in entries if entry.subject_hash}
    subjects = AuditSubject.objects.filter(pk__in=hashes).select_related("user")
    return {subject.subject_hash: subject.user for subject in subjects}
