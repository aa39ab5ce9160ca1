"""What people are shown against the entitlements behind it."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from django.db.models import Q
from django.utils import timezone

from billing.errors import PersonUnknownError
from billing.models import Entitlement, Subscription
from billing.plans import Tier
from billing.reconciling.drift import Drift, Standing, standing_of, tried
from billing.services.entitlements import subscription_derive

# People who are looked at in one go.
BATCH: Final = 500


def shown_drifts(*, fix: bool) -> Iterator[Drift]:
    """Every subscription that isn't what its person's entitlements come to.

    A tier that no entitlement stands behind counts as one, so all sources must have been asked before.

    Args:
        fix: repair what is found.
    """
    for user_id in _people():
        now = timezone.now()
        is_founded = Entitlement.objects.filter(user_id=user_id).exclude(tier=Tier.FREE).exists()
        change = subscription_derive if is_founded else _end_unfounded
        try:
            drift = tried(
                f"subscription {user_id}",
                partial(change, user_id, now=now),
                partial(_standing, user_id, now),
                fix=fix,
            )
        except PersonUnknownError:
            # Erased at this moment.
            continue
        if drift:
            yield drift


def _people() -> Iterator[uuid.UUID]:
    concerned = Subscription.objects.filter(~Q(tier=Tier.FREE) | Q(user__entitlements__isnull=False))
    people = concerned.order_by("user_id").values_list("user_id", flat=True).distinct()
    rest = people
    while ids := list(rest[:BATCH]):
        yield from ids
        rest = people.filter(user_id__gt=ids[-1])


def _end_unfounded(user_id: uuid.UUID, *, now: datetime) -> None:
    shown = Subscription.objects.filter(user_id=user_id)
    shown.update(period_end=now, cancel_at_period_end=True, expires_at=None)
    subscription_derive(user_id, now=now)


def _standing(user_id: uuid.UUID, now: datetime) -> Standing | None:
    return standing_of(Subscription.objects.filter(user_id=user_id).first(), now)
