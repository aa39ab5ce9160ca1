"""What RevenueCat says of a person against our entitlements from RevenueCat.

RevenueCat's API v1 names no original transactions, by which we tell purchases apart. So a person's best
live right is compared, not each purchase.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from billing.errors import PersonUnknownError, RevenueCatFailedError
from billing.models import Entitlement, EntitlementStatus, Environment, Source
from billing.plans import Tier, tier_of_entitlements
from billing.reconciling.drift import Drift, Standing, standing_of
from billing.reports import Moment, Part, Rank, Report, Value
from billing.revenuecat_client import RevenueCat, asking_revenuecat
from billing.services.entitlements import entitlement_record
from solacore.common.documents import Document
from solacore.common.errors import ValidationFailedError

logger = structlog.get_logger(__name__)

# Events have milliseconds, the API has seconds.
SAME_TIME: Final = timedelta(seconds=2)
# People who are looked up in the database at a time.
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class _Right:
    """What RevenueCat says that a person has; `grace_end` is of a payment that failed."""

    tier: Tier
    status: EntitlementStatus
    begin: datetime | None
    end: datetime | None
    cancels: bool
    grace_end: datetime | None
    environment: Environment

    @property
    def standing(self) -> Standing:
        return Standing(self.tier.value, self.status.value, self.begin, self.end, self.cancels, self.end)


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
            asked_at = timezone.now()
            theirs = _best_of(revenuecat, user_id, asked_at)
            drift = _compare(user_id, theirs, asked_at, fix=fix)
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


def _best_of(revenuecat: RevenueCat, user_id: uuid.UUID, now: datetime) -> _Right | None:
    """The best that is live; of the same tier, what lasts longest."""
    subscriber = revenuecat.subscriber(user_id)
    try:
        rights = [] if subscriber is None else [*_rights(subscriber)]
    except ValidationFailedError as error:
        logger.warning("revenuecat_answer_unfit", reason=error.sentence)
        raise RevenueCatFailedError from None
    live = [right for right in rights if right.end is None or max(right.end, right.grace_end or now) > now]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return max(live, key=lambda right: (right.tier.rank, right.end or far), default=None)


def _rights(subscriber: Document) -> Iterator[_Right]:
    """https://www.revenuecat.com/docs/api-v1#tag/customers, "The subscriber object"."""
    for name, entitlement in subscriber.named("entitlements"):
        tier = tier_of_entitlements([name])
        product = subscriber.inner("subscriptions").inner(entitlement.text("product_identifier") or "")
        is_sandbox = product.flag("is_sandbox")
        if tier is None or (is_sandbox and not settings.REVENUECAT_SANDBOX_GRANTS):
            continue
        is_unpaid = product.iso_time("billing_issues_detected_at") is not None
        yield _Right(
            tier=tier,
            status=EntitlementStatus.PAST_DUE if is_unpaid else EntitlementStatus.ACTIVE,
            begin=entitlement.iso_time("purchase_date"),
            end=entitlement.iso_time("expires_date"),
            cancels=product.iso_time("unsubscribe_detected_at") is not None and not is_unpaid,
            grace_end=entitlement.iso_time("grace_period_expires_date"),
            environment=Environment.SANDBOX if is_sandbox else Environment.PRODUCTION,
        )


def _compare(user_id: uuid.UUID, theirs: _Right | None, asked_at: datetime, *, fix: bool) -> Drift | None:
    known = Entitlement.objects.filter(user_id=user_id, source=Source.REVENUECAT)
    if known.filter(last_event_at__gt=asked_at).exists():
        # What an event has told since is newer than the answer.
        return None
    live = [one for one in known.order_by("pk") if one.is_live(asked_at)]
    ours = max(live, key=lambda one: (Tier(one.tier).rank, one.period_end or asked_at), default=None)
    if _are_alike(ours, theirs):
        return None
    is_repaired = fix and _repair(user_id, live, ours, theirs, asked_at)
    there = theirs.standing if theirs else None
    return Drift(f"revenuecat {user_id}", standing_of(ours, asked_at), there, is_repaired=is_repaired)


def _are_alike(ours: Entitlement | None, theirs: _Right | None) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    if (ours.period_end is None) != (theirs.end is None):
        return False
    is_same_end = (
        ours.period_end is None or abs(ours.period_end - (theirs.end or ours.period_end)) <= SAME_TIME
    )
    return is_same_end and (ours.tier, ours.status, ours.cancel_at_period_end) == (
        theirs.tier,
        theirs.status,
        theirs.cancels,
    )


@transaction.atomic
def _repair(
    user_id: uuid.UUID,
    live: list[Entitlement],
    ours: Entitlement | None,
    theirs: _Right | None,
    asked_at: datetime,
) -> bool:
    """Makes ours like theirs: what RevenueCat says nothing of ends, and the best is what it says."""
    moment = Moment(asked_at, "reconciliation", timezone.now())
    try:
        for one in live:
            if theirs is None or (one is not ours and Tier(one.tier).rank >= theirs.tier.rank):
                ended: dict[Part, Value] = {Part.STATUS: EntitlementStatus.EXPIRED.value}
                _record(user_id, one.external_id, Report(moment, Rank.END, ended))
        if theirs is not None:
            sandbox = "sandbox/" if theirs.environment is Environment.SANDBOX else ""
            name = ours.external_id if ours else f"{sandbox}person/{user_id}"
            _record(user_id, name, _whole_report(user_id, theirs, moment), theirs.environment)
    except PersonUnknownError:
        # Erased at this moment.
        return False
    return True


def _whole_report(user_id: uuid.UUID, right: _Right, moment: Moment) -> Report:
    says: dict[Part, Value] = {
        Part.OWNER: str(user_id),
        Part.TIER: right.tier.value,
        Part.STATUS: right.status.value,
        Part.CANCELS: right.cancels,
        Part.PERIOD_START: right.begin,
        Part.PERIOD_END: right.end,
        Part.EXPIRES_AT: right.grace_end,
    }
    return Report(moment, Rank.CHANGE, says)


def _record(user_id: uuid.UUID, name: str, report: Report, environment: Environment | None = None) -> None:
    entitlement_record(
        user_id=user_id,
        source=Source.REVENUECAT,
        external_id=name,
        report=report,
        is_whole_truth=environment is not None,
        **({"environment": environment} if environment else {}),
    )
