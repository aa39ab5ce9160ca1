"""What RevenueCat says of each person against our entitlements from RevenueCat, in both directions."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from billing.errors import PersonUnknownError, RevenueCatFailedError
from billing.models import Entitlement, Source
from billing.plans import Tier
from billing.reconciling.drift import Drift, Standing, standing_of, tried
from billing.reports import Moment
from billing.revenuecat_client import RevenueCat, asking_revenuecat
from billing.services.revenuecat_subscribers import revenuecat_subscriber_apply
from solacore.common.errors import ValidationFailedError

logger = structlog.get_logger(__name__)

# People who are looked up in the database at a time.
BATCH: Final = 500


def revenuecat_drifts(*, fix: bool, known_only: bool) -> Iterator[Drift]:
    """Every difference. It takes a request for each person.

    Args:
        fix: repair what is found.
        known_only: ask only for those of whom RevenueCat has told us something before. RevenueCat notes
            everybody whom it is asked for.

    Raises:
        RevenueCatFailedError: RevenueCat could not be asked; what was found before stays found.
    """
    with asking_revenuecat() as revenuecat:
        for user_id in _people(known_only=known_only):
            drift = _difference(revenuecat, user_id, fix=fix)
            # Not held while RevenueCat is asked.
            connection.close()
            if drift:
                yield drift


def _people(*, known_only: bool) -> Iterator[uuid.UUID]:
    people = get_user_model().objects.order_by("pk")
    if known_only:
        bought = Q(entitlements__source=Source.REVENUECAT) | Q(customers__source=Source.REVENUECAT)
        people = people.filter(bought).distinct()
    rest = people
    while ids := list(rest.values_list("pk", flat=True)[:BATCH]):
        connection.close()
        yield from ids
        rest = people.filter(pk__gt=ids[-1])


def _difference(revenuecat: RevenueCat, user_id: uuid.UUID, *, fix: bool) -> Drift | None:
    """Of one person; what was learned from an event later than the answer is left alone."""
    asked_at = timezone.now()
    subscriber = revenuecat.subscriber(user_id)
    ours = Entitlement.objects.filter(user_id=user_id, source=Source.REVENUECAT)
    if ours.filter(last_event_at__gt=asked_at).exists():
        return None
    moment = Moment(asked_at, "reconciliation", timezone.now())
    try:
        return tried(
            f"revenuecat {user_id}",
            partial(revenuecat_subscriber_apply, user_id, subscriber, moment),
            partial(_best, user_id, moment.now),
            fix=fix,
        )
    except PersonUnknownError:
        # Erased at this moment.
        return None
    except ValidationFailedError as error:
        logger.warning("revenuecat_answer_unfit", reason=error.sentence)
        raise RevenueCatFailedError from None


def _best(user_id: uuid.UUID, now: datetime) -> Standing | None:
    """The best that a person has from RevenueCat; of the same tier, what lasts longest."""
    ours = Entitlement.objects.filter(user_id=user_id, source=Source.REVENUECAT)
    live = [standing for one in ours if (standing := standing_of(one, now))]
    without_end = datetime.max.replace(tzinfo=now.tzinfo)
    return max(live, key=lambda one: (Tier(one.tier).rank, one.lapses_at or without_end), default=None)
