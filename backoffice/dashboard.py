"""What the first page of the back office shows: the last thirty days, by the daily figures."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from analytics.models import RollupState
from analytics.reports import STEPS, Figures, share
from analytics.services.rollup import midnight
from backoffice.charts import Chart, bar_chart
from billing.models import Subscription
from solve.models import Message, MessageStatus
from webhooks.models import PendingState, PendingWebhookEvent

DAYS = 30
_DAILY = {
    "signups": "Sign-ups",
    "active_people": "Active people",
    "sessions_started": "Sessions started",
    "sessions_completed": "Sessions completed",
    "crises": "Crises",
    "model_microusd": "Cost of the model (US$)",
}


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The charts, and until when they tell."""

    charts: tuple[Chart, ...]
    as_of: datetime | None


def dashboard() -> Dashboard:
    """The charts of the last thirty days, today's included, in a constant number of queries."""
    today = timezone.now().astimezone(UTC).date()
    first = today - timedelta(days=DAYS - 1)
    figures = Figures(first, today, (*_DAILY, "cohort_steps"))
    charts = [_daily(figures, metric, title) for metric, title in _DAILY.items()]
    charts += [
        _steps(figures),
        _tiers(),
        _by_day("Replies that failed or were interrupted", _failed_replies(first), figures),
        _by_day("Webhooks that failed and wait for a replay", _failed_webhooks(first), figures),
    ]
    as_of = RollupState.objects.values_list("seen_until", flat=True).first()
    return Dashboard(tuple(charts), as_of)


def _daily(figures: Figures, metric: str, title: str) -> Chart:
    scale = 1_000_000 if metric == "model_microusd" else 1
    points = [(f"{day:%d %b}", figures.on(metric, day) / scale) for day in figures.days]
    # People who come on several days must not be added up.
    total = "" if metric == "active_people" else None
    return bar_chart(title, points, total=total)


def _steps(figures: Figures) -> Chart:
    started = figures.total("sessions_started")
    reached = figures.by_dimension("cohort_steps")
    points = [(step, round(100 * (share(reached.get(step, 0), started) or 0), 1)) for step in STEPS]
    return bar_chart("Sessions that completed the step (%)", points, total=f"of {started} started")


def _tiers() -> Chart:
    rows = dict(Subscription.objects.order_by().values_list("tier").annotate(Count("pk")))
    return bar_chart("People by tier", [(tier, rows.get(tier, 0)) for tier in ("free", "standard", "pro")])


def _failed_replies(first: date) -> dict[date, int]:
    failed = Message.objects.filter(
        status__in=(MessageStatus.FAILED, MessageStatus.INTERRUPTED), created_at__gte=midnight(first)
    ).order_by()
    return dict(failed.values_list(TruncDate("created_at")).annotate(Count("pk")))


def _failed_webhooks(first: date) -> dict[date, int]:
    failed = PendingWebhookEvent.objects.filter(state=PendingState.FAILED, received_at__gte=midnight(first))
    return dict(failed.order_by().values_list(TruncDate("received_at")).annotate(Count("pk")))


def _by_day(title: str, counts: dict[date, int], figures: Figures) -> Chart:
    return bar_chart(title, [(f"{day:%d %b}", counts.get(day, 0)) for day in figures.days])
