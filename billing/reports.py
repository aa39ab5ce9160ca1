"""What events say about an entitlement, and what all of it comes to, in whatever order they arrive.

An entitlement has parts (its tier, its status, its period, …), and an event speaks of some of them. For each
part the newest word counts. So an event that arrives late changes only what no newer one has spoken of, one
that arrives twice changes nothing, and every order ends in the same state. This module is pure.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from billing.models import EntitlementStatus
from billing.plans import Tier

Period = tuple[datetime, datetime]
Value = str | bool | datetime | Period | None
# As it is stored: by part its value, and the stamp of the report that said it.
Reported = Mapping[str, list[Any]]


class Part(StrEnum):
    """What a report can speak of."""

    # Whose it is, as far as that can change: a purchase in a store can.
    OWNER = "owner"
    TIER = "tier"
    STATUS = "status"
    CANCELS = "cancels"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    EXPIRES_AT = "expires_at"
    # Of Stripe's invoices, which know less than the subscription: whether the last one was paid (a status),
    # and the latest period that was paid.
    PAYMENT = "payment"
    PAID_PERIOD = "paid_period"


class Rank(IntEnum):
    """Which of two reports of one second is the newer: Stripe's times are in seconds."""

    OUTSET = 0
    PAYMENT = 1
    CHANGE = 2
    END = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was said.

    Attributes:
        at: when it happened, by whoever says it.
        event_id: of the event that says it; decides between two of the same time and rank.
        now: when we hear of it.
    """

    at: datetime
    event_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What one event says.

    Attributes:
        moment: when it says so.
        rank: its place among reports of the same time.
        says: the parts that it speaks of.
        presumes: parts that count only until another report, of whatever time, says them.
    """

    moment: Moment
    rank: Rank
    says: Mapping[Part, Value] = field(default_factory=dict)
    presumes: Mapping[Part, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """What all reports come to: columns of an entitlement."""

    tier: str
    status: str
    period_start: datetime | None
    period_end: datetime | None
    cancel_at_period_end: bool
    expires_at: datetime | None


def merge(reported: Reported, report: Report) -> dict[str, list[Any]]:
    """What is known after a report; equal to what was known before if the report has nothing new."""
    merged = dict(reported)
    for certainty, parts in ((1, report.says), (0, report.presumes)):
        for part, value in parts.items():
            stamp = [certainty, *_order(part, value, report)]
            if part.value not in merged or stamp > merged[part.value][1]:
                merged[part.value] = [_encode(value), stamp]
    return merged


def resolve(reported: Reported) -> State:
    """What is known comes to this."""
    start, end = _period(reported)
    return State(
        tier=_value(reported, Part.TIER) or Tier.FREE.value,
        status=_status(reported),
        period_start=start,
        period_end=end,
        cancel_at_period_end=bool(_value(reported, Part.CANCELS)),
        expires_at=_time(_value(reported, Part.EXPIRES_AT)),
    )


def owner_of(reported: Reported) -> uuid.UUID | None:
    """Whose it is, if anything was said of that."""
    owner = _value(reported, Part.OWNER)
    return uuid.UUID(owner) if owner else None


def _order(part: Part, value: Value, report: Report) -> list[Any]:
    order = [_encode(report.moment.at), int(report.rank), report.moment.event_id]
    # An old invoice that is paid late takes nobody back to its period.
    return [_encode(value), *order] if part is Part.PAID_PERIOD else order


def _status(reported: Reported) -> str:
    """The subscription's own status, unless an invoice tells of a newer payment.

    A payment doesn't bring back what was cancelled, and the failure of a first one takes nothing away.
    """
    status, payment = _value(reported, Part.STATUS), _value(reported, Part.PAYMENT)
    if payment is None or status == EntitlementStatus.CANCELED:
        return status or EntitlementStatus.INCOMPLETE.value
    if status is not None and reported[Part.PAYMENT][1][1:] <= reported[Part.STATUS][1][1:]:
        return str(status)
    if payment == EntitlementStatus.ACTIVE or status == EntitlementStatus.ACTIVE:
        return str(payment)
    return status or EntitlementStatus.INCOMPLETE.value


def _period(reported: Reported) -> tuple[datetime | None, datetime | None]:
    """The period that the subscription is in: its own, or a later one that was paid already."""
    start, end = (_time(_value(reported, part)) for part in (Part.PERIOD_START, Part.PERIOD_END))
    paid = _value(reported, Part.PAID_PERIOD)
    if paid is not None:
        paid_start, paid_end = map(_time, paid)
        if start is None or (paid_start is not None and paid_start > start):
            return paid_start, paid_end
    return start, end


def _value(reported: Reported, part: Part) -> Any:
    return reported[part.value][0] if part.value in reported else None


def _encode(value: Value) -> Any:
    """As JSON, and so that texts of times are in the order of the times."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return [_encode(time) for time in value] if isinstance(value, tuple) else value


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
