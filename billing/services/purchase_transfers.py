"""Purchases in a store that go from one person to another: RevenueCat's TRANSFER."""

import uuid
from collections.abc import Collection
from datetime import datetime

from billing.models import Entitlement, Environment, PurchaseTransfer, Source
from billing.reports import Moment, Part, Rank, Report
from billing.services.entitlements import entitlement_record
from billing.services.locking import people_lock


def purchases_transfer(
    givers: Collection[uuid.UUID], taker: uuid.UUID, environment: Environment, moment: Moment
) -> bool:
    """Moves what people have to another, also what we hear of only later. Call it in a transaction.

    Args:
        givers: who had it.
        taker: who has it now.
        environment: where it was transferred; a sandbox's transfer moves nothing that was paid for.
        moment: when.

    Returns:
        Whether anything has moved.
    """
    people_lock({taker, *givers})
    for giver in givers:
        PurchaseTransfer.objects.get_or_create(
            giver_id=giver,
            event_id=moment.event_id,
            defaults={"taker_id": taker, "environment": environment, "happened_at": moment.at},
        )
    moved = [purchases_pass_on(giver, now=moment.now) for giver in givers]
    return any(moved)


def purchases_pass_on(user_id: uuid.UUID, *, now: datetime) -> bool:
    """Moves what a person has to whom it was transferred since, and on from there; the person is locked.

    Returns:
        Whether anything has moved.
    """
    transfers = PurchaseTransfer.objects.filter(giver_id=user_id).order_by("happened_at", "event_id")
    moved = [_pass_on(transfer, now) for transfer in transfers]
    return any(moved)


def _pass_on(transfer: PurchaseTransfer, now: datetime) -> bool:
    moving = Entitlement.objects.filter(source=Source.REVENUECAT, user_id=transfer.giver_id)
    if transfer.environment == Environment.SANDBOX:
        moving = moving.filter(environment=Environment.SANDBOX)
    report = Report(
        Moment(transfer.happened_at, transfer.event_id, now),
        Rank.CHANGE,
        {Part.OWNER: str(transfer.taker_id)},
    )
    moved = [
        entitlement_record(
            user_id=transfer.taker_id, source=Source.REVENUECAT, external_id=external_id, report=report
        )
        for external_id in moving.order_by("external_id").values_list("external_id", flat=True)
    ]
    if any(moved):
        # Each step is later than the one before, by what the entitlement remembers: this ends.
        purchases_pass_on(transfer.taker_id, now=now)
    return any(moved)
