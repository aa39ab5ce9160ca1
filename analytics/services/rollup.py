"""The daily figures, computed from the events. Done twice, it changes nothing."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Min, QuerySet

from analytics.models import AnalyticsEvent, DailyFigure, RollupState
from analytics.rollup_queries import FORGOTTEN_EARLY, HORIZON_DAYS, METRICS
from analytics.services.outbox import events_move

# An event's time of arrival is noted before its transaction ends: how much later that may be.
ARRIVAL_SLACK = timedelta(hours=1)

Key = tuple[str, date, str]


def rollup(now: datetime, *, since: date | None = None) -> int:
    """Brings the daily figures up to date, today's included.

    Looked at again are the days of every event that arrived since the last time, whenever it happened,
    and all days whose cohorts are still growing; never those whose raw events are deleted.

    Args:
        now: the time.
        since: the first day to look at, if an earlier one than usual is wanted.

    Returns:
        How many figures are new, changed or gone.
    """
    events_move()
    with transaction.atomic():
        state = rollup_state_lock()
        start = _first_day(state, now, since)
        changed = _store(start, _figures(start, now))
        state.seen_until = now
        state.save(update_fields=["seen_until"])
    return changed


def rollup_state_lock() -> RollupState:
    """The one row that says how far the roll-up is; whoever holds it is alone."""
    RollupState.objects.get_or_create(pk=1)
    return RollupState.objects.select_for_update().get(pk=1)


def midnight(day: date) -> datetime:
    """The start of a day of UTC."""
    return datetime.combine(day, time(), UTC)


def _first_day(state: RollupState, now: datetime, since: date | None) -> date:
    today = now.astimezone(UTC).date()
    days = [today - timedelta(days=HORIZON_DAYS), since or today]
    if state.seen_until is None:
        days.append(_earliest(get_user_model()._default_manager.all(), today))
    else:
        arrived = AnalyticsEvent.objects.filter(received_at__gte=state.seen_until - ARRIVAL_SLACK)
        days.append(_earliest(arrived, today) - timedelta(days=HORIZON_DAYS))
    return max(min(days), state.kept_from or date.min)


def _earliest(rows: QuerySet[Any], otherwise: date) -> date:
    earliest: datetime | None = rows.aggregate(Min("created_at"))["created_at__min"]
    return earliest.astimezone(UTC).date() if earliest else otherwise


def _figures(start: date, now: datetime) -> dict[Key, int]:
    span = {"start": midnight(start), "end": midnight(now.astimezone(UTC).date() + timedelta(days=1))}
    figures: dict[Key, int] = {}
    with connection.cursor() as cursor:
        for metric, query in METRICS.items():
            cursor.execute(query, span)
            for day, dimension, value in cursor.fetchall():
                if value is not None:
                    figures[metric, day, dimension or ""] = int(value)
    return figures


def _store(start: date, figures: dict[Key, int]) -> int:
    stored = {(row.metric, row.day, row.dimension): row for row in DailyFigure.objects.filter(day__gte=start)}
    fresh = [
        DailyFigure(metric=key[0], day=key[1], dimension=key[2], value=value)
        for key, value in figures.items()
        if key not in stored or stored[key].value != value
    ]
    DailyFigure.objects.bulk_create(
        fresh,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["metric", "day", "dimension"],
        update_fields=["value"],
    )
    gone = [row.pk for key, row in stored.items() if key not in figures and key[0] not in FORGOTTEN_EARLY]
    DailyFigure.objects.filter(pk__in=gone).delete()
    return len(fresh) + len(gone)
