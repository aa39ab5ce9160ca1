"""What accounts leave behind and `manage.py prune` clears away."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import ActiveSession, EmailVerificationToken, PasswordResetToken, Tombstone
from solacore.common.housekeeping import delete_in_batches, register_pruning

# How long a revoked sign-in can still be looked up, when somebody asks who was signed in.
KEEP_REVOKED_SESSIONS = timedelta(days=30)
# A yearly subscription in an app store, which only its owner can cancel, renews within this time.
KEEP_TOMBSTONES = timedelta(days=400)
# How long the outcome of a background task can be looked up.
KEEP_TASKS = timedelta(days=14)


def sign_in_sessions_prune(now: datetime) -> int:
    """Deletes sign-in sessions that have expired, or were revoked long ago."""
    expired = Q(expires_at__lte=now) | Q(absolute_expires_at__lte=now)
    revoked = Q(revoked_at__lt=now - KEEP_REVOKED_SESSIONS)
    return delete_in_batches(ActiveSession.objects.filter(expired | revoked))


def reset_tokens_prune(now: datetime) -> int:
    """Deletes the links to a new password that no longer work."""
    return delete_in_batches(PasswordResetToken.objects.filter(_is_spent(now)))


def verification_tokens_prune(now: datetime) -> int:
    """Deletes the links that verify an address and no longer work."""
    return delete_in_batches(EmailVerificationToken.objects.filter(_is_spent(now)))


def tombstones_prune(now: datetime) -> int:
    """Deletes tombstones that no late webhook can concern any more."""
    return delete_in_batches(Tombstone.objects.filter(erased_at__lt=now - KEEP_TOMBSTONES))


def tasks_prune(now: datetime) -> int:
    """Deletes background tasks that have ended, or were cut off, long ago."""
    cutoff = now - KEEP_TASKS
    cut_off = Q(status=TaskResultStatus.RUNNING, started_at__lt=cutoff)
    return delete_in_batches(DBTaskResult.objects.filter(Q(finished_at__lt=cutoff) | cut_off))


def admin_sessions_prune(now: datetime) -> int:
    """Deletes the staff's expired sessions."""
    return delete_in_batches(Session.objects.filter(expire_date__lt=now))


def _is_spent(now: datetime) -> Q:
    return Q(expires_at__lte=now) | Q(used_at__isnull=False)


register_pruning("expired sign-in sessions", sign_in_sessions_prune)
register_pruning("password reset tokens", reset_tokens_prune)
register_pruning("email verification tokens", verification_tokens_prune)
register_pruning("tombstones", tombstones_prune)
register_pruning("background tasks", tasks_prune)
register_pruning("admin sessions", admin_sessions_prune)
