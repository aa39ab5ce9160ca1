"""A difference between ours and theirs: found by doing the repair, and undone when only looking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from billing.models import Entitlement, Subscription

# Times that far apart are the same.
SAME_TIME: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """A right as it counts."""

    tier: str
    status: str
    period_start: datetime | None
    period_end: datetime | None
    cancels: bool
    lapses_at: datetime | None

    def is_like(self, other: "Standing") -> bool:
        """Whether the other gives the same; RevenueCat's events have milliseconds, its answers seconds."""
        return (
            (self.tier, self.status, self.cancels) == (other.tier, other.status, other.cancels)
            and _is_same_time(self.period_start, other.period_start)
            and _is_same_time(self.period_end, other.period_end)
            and _is_same_time(self.lapses_at, other.lapses_at)
        )

    def __str__(self) -> str:
        ends = f"to {self.period_end:%Y-%m-%d %H:%M} UTC" if self.period_end else "without end"
        return f"{self.tier} {self.status} {ends}{', cancelling' if self.cancels else ''}"


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference.

    Attributes:
        what: whose, or of which object: ids only.
        here: what we hold, None for nothing that counts.
        there: what is true, None for nothing that counts.
        is_repaired: whether it has been repaired.
        remark: why it can't be, if it can't.
    """

    what: str
    here: Standing | None
    there: Standing | None
    is_repaired: bool = False
    remark: str = ""

    def __str__(self) -> str:
        end = self.remark or ("repaired" if self.is_repaired else "")
        text = f"{self.what}: here {self.here or 'nothing'}; there {self.there or 'nothing'}"
        return f"{text} ({end})" if end else text


def standing_of(term: Entitlement | Subscription | None, now: datetime) -> Standing | None:
    """What an entitlement or a subscription counts for at that time; None when it gives nothing."""
    if term is None or not term.is_live(now):
        return None
    return Standing(
        tier=term.tier,
        status=term.status,
        period_start=term.period_start,
        period_end=term.period_end,
        cancels=term.cancel_at_period_end,
        lapses_at=term.lapses_at,
    )


def tried(
    what: str, change: Callable[[], object], look: Callable[[], Standing | None], *, fix: bool
) -> Drift | None:
    """Does what would repair something, and keeps it only if it makes a difference that is to be repaired.

    Args:
        what: of which thing, for the operator.
        change: the repair.
        look: what the thing counts for.
        fix: keep the repair.

    Returns:
        The difference, None when there is none.
    """
    with transaction.atomic():
        before = look()
        change()
        after = look()
        is_same = before.is_like(after) if before and after else before is after
        if is_same or not fix:
            transaction.set_rollback(True)
    return None if is_same else Drift(what, before, after, is_repaired=fix)


def _is_same_time(one: datetime | None, another: datetime | None) -> bool:
    if one is None or another is None:
        return one is another
    return abs(one - another) <= SAME_TIME
