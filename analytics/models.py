"""Product events and what is counted of them. None holds a word that a person wrote."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from solacore.common.models import UUIDModel


class EventFacts(UUIDModel):
    """What is said of an event; a client may choose its id, so that a repeated batch counts once."""

    name = models.CharField(max_length=50)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When it reached its table, which is later where a client was offline or the table was locked.
    received_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class AnalyticsEvent(EventFacts):
    """Something that happened, for the question whether the five steps help."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="analytics_events", null=True
    )
    session = models.ForeignKey(
        "solve.SolveSession", on_delete=models.CASCADE, related_name="analytics_events", null=True
    )

    class Meta:
        db_table = "analytics_events"
        indexes = [
            models.Index(fields=["name", "created_at"], name="analytics_events_by_name"),
            models.Index(fields=["received_at"], name="analytics_events_by_arrival"),
            models.Index(fields=["user", "-created_at"], name="analytics_events_by_user"),
        ]


class WaitingEvent(EventFacts):
    """An event on its way (analytics/services/outbox.py); it refers to no table that it could wait for."""

    user_id = models.UUIDField()
    session_id = models.UUIDField(null=True)

    class Meta:
        db_table = "analytics_outbox"
        indexes = [models.Index(fields=["received_at"], name="analytics_outbox_in_order")]


class DailyFigure(models.Model):
    """One number about one day of UTC (docs/analytics.md says what each metric counts)."""

    day = models.DateField()
    metric = models.CharField(max_length=40)
    # What the number is broken down by, such as a step; empty for the whole.
    dimension = models.CharField(max_length=50, blank=True, default="")
    value = models.BigIntegerField()

    class Meta:
        db_table = "analytics_daily"
        constraints = [
            models.UniqueConstraint(fields=["metric", "day", "dimension"], name="analytics_daily_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.metric}"


class RollupState(models.Model):
    """How far the roll-up has come; one row."""

    # Events that arrived before this are in the daily figures.
    seen_until = models.DateTimeField(null=True)
    # Raw events of earlier days are deleted: their figures are final.
    kept_from = models.DateField(null=True)

    class Meta:
        db_table = "analytics_rollup_state"

    def __str__(self) -> str:
        return f"until {self.seen_until}"
