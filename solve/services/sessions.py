"""Solve sessions: started, moved, deleted."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services.devices import device_claim
from accounts.services.locking import person_lock
from analytics.events import EventName, emit
from billing.selectors import UsageNow
from billing.services.quota import quota_consume
from solve.errors import (
    InvalidStatusError,
    InvalidStepError,
    InvalidStepTransitionError,
    SolveSessionNotFoundError,
)
from solve.models import Role, SolveSession, StepHistory
from solve.steps import Status, Step, can_move
from solve.turns.ending import session_complete, steps_leave
from solve.turns.log import logs_delete

# What the schema of `reminder_set` allows; a reminder of the year 9999 is no reason to lose the event.
HOURS_AHEAD_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Started:
    """A new session and what it left of the quota."""

    session: SolveSession
    usage: UsageNow


@transaction.atomic
def session_start(*, user: User, fingerprint: str, locale: str, now: datetime) -> Started:
    """Starts a session and counts it, both or neither.

    Raises:
        UnknownDeviceError: the fingerprint is not that of one of the person's devices.
        QuotaExceededError: the tier allows no further session.
    """
    person_lock(user.pk)
    device = device_claim(user=user, fingerprint=fingerprint, now=now)
    usage = quota_consume(user.pk, now=now)
    session = SolveSession.objects.create(user=user, device=device, locale=locale, created_at=now)
    StepHistory.objects.create(session=session, step=session.current_step, started_at=now)
    emit(EventName.SESSION_STARTED, user_id=user.pk, session_id=session.pk, locale=locale)
    return Started(session, usage)


@transaction.atomic
def session_change(*, user_id: uuid.UUID, session_id: uuid.UUID, changes: dict[str, Any]) -> SolveSession:
    """Applies a client's changes, all or none.

    Args:
        user_id: whose session it must be.
        session_id: the session.
        changes: any of status, current_step, locale, first_step_action, reminder_time.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
        InvalidStatusError, InvalidStepError, InvalidStepTransitionError: as the state machine has it.
    """
    session = _lock(user_id, session_id)
    now = timezone.now()
    if "current_step" in changes:
        _move(session, changes["current_step"], now)
    if "status" in changes:
        _set_status(session, changes["status"], now)
    for field in ("locale", "first_step_action", "reminder_time"):
        if field in changes:
            setattr(session, field, changes[field])
    session.save()
    if changes.get("reminder_time") is not None:
        ahead = round((changes["reminder_time"] - now).total_seconds() / 3600)
        emit(
            EventName.REMINDER_SET,
            user_id=user_id,
            session_id=session.pk,
            hours_ahead=min(max(0, ahead), HOURS_AHEAD_MAX),
        )
    return session


@transaction.atomic
def session_delete(*, user_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """Deletes a session with all that was said in it.

    Raises:
        SolveSessionNotFoundError: no such session, or somebody else's.
    """
    session = _lock(user_id, session_id)
    replies = list(session.messages.filter(role=Role.ASSISTANT).values_list("pk", flat=True))
    session.delete()
    transaction.on_commit(lambda: logs_delete(replies))


def _lock(user_id: uuid.UUID, session_id: uuid.UUID) -> SolveSession:
    session = SolveSession.objects.select_for_update().filter(pk=session_id, user_id=user_id).first()
    if session is None:
        raise SolveSessionNotFoundError
    return session


def _move(session: SolveSession, target: str, now: datetime) -> None:
    if target not in set(Step):
        raise InvalidStepError
    if not can_move(Step(session.current_step), Step(target)):
        raise InvalidStepTransitionError
    steps_leave([session], now=now)
    session.current_step = target
    StepHistory.objects.get_or_create(session=session, step=target, defaults={"started_at": now})


def _set_status(session: SolveSession, target: str, now: datetime) -> None:
    if target not in set(Status):
        raise InvalidStatusError
    if target == Status.COMPLETED:
        session_complete(session, now=now)
    elif session.status == Status.COMPLETED:
        raise InvalidStatusError
    else:
        session.status = target
