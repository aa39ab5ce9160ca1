"""Tiers that staff give away."""

import uuid
from datetime import datetime

from django.db import transaction

from billing.errors import GrantNotFoundError
from billing.models import Entitlement, EntitlementStatus, Source
from billing.plans import Tier
from billing.reports import Moment, Part, Rank, Report
from billing.services.entitlements import entitlement_record
from solacore.common.errors import ValidationFailedError


@transaction.atomic
def tier_grant(
    *,
    user_id: uuid.UUID,
    tier: Tier,
    until: datetime,
    reason: str,
    granted_by: uuid.UUID | None,
    now: datetime,
) -> Entitlement:
    """Gives a person a tier for a time; what they have otherwise stays, and the highest counts.

    Args:
        user_id: who gets it.
        tier: a paid one.
        until: when it ends by itself; later than now.
        reason: why, for those who look later; not empty.
        granted_by: who of the staff, None for a command.
        now: the time.

    Raises:
        ValidationFailedError: it would give nothing, or say nothing.
        PersonUnknownError: there is no such person.
    """
    _check(tier=tier, lasts=until > now, reason=reason)
    grant_id = str(uuid.uuid4())
    says = {
        Part.TIER: tier.value,
        Part.STATUS: EntitlementStatus.ACTIVE.value,
        Part.PERIOD_START: now,
        Part.PERIOD_END: until,
    }
    entitlement_record(
        user_id=user_id,
        source=Source.STAFF,
        external_id=grant_id,
        report=Report(Moment(now, grant_id, now), Rank.OUTSET, says),
        reason=reason,
        granted_by_id=granted_by,
    )
    return Entitlement.objects.get(source=Source.STAFF, external_id=grant_id)


def _check(*, tier: Tier, lasts: bool, reason: str) -> None:
    if tier is Tier.FREE:
        raise ValidationFailedError({"tier": ["Everybody has the free tier."]})
    if not lasts:
        raise ValidationFailedError({"until": ["This must be later than now."]})
    if not reason.strip():
        raise ValidationFailedError({"reason": ["This may not be blank."]})


@transaction.atomic
def grant_end(grant_id: uuid.UUID, *, now: datetime) -> None:
    """Takes back what staff gave; a grant that has ended stays as it is.

    Args:
        grant_id: the entitlement's key.
        now: the time.

    Raises:
        GrantNotFoundError: there is no such grant.
    """
    grant = Entitlement.objects.filter(pk=grant_id, source=Source.STAFF).first()
    if grant is None:
        raise GrantNotFoundError
    if not grant.is_live(now):
        return
    entitlement_record(
        user_id=grant.user_id,
        source=Source.STAFF,
        external_id=grant.external_id,
        report=Report(
            Moment(now, grant.external_id, now),
            Rank.END,
            {Part.STATUS: EntitlementStatus.CANCELED.value},
        ),
    )
