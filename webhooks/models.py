"""What payment providers have sent us: each event once, and those that have not taken effect yet."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from solacore.common.models import UUIDModel


class WebhookSource(models.TextChoices):
    """Who sends webhooks."""

    STRIPE = "stripe", "Stripe"
    REVENUECAT = "revenuecat", "RevenueCat"


class ProcessedWebhookEvent(UUIDModel):
    """An event that was handled: its key makes a duplicate a no-op. It names no person."""

    source = models.CharField(max_length=20, choices=WebhookSource.choices)
    event_id = models.CharField(max_length=255)
    event_type = models.CharField(max_length=100)
    payload_hash = models.CharField(max_length=64)
    processed_at = models.DateTimeField(default=timezone.now)
    # A `billing.outcomes.Outcome`.
    result = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        db_table = "processed_webhook_events"
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="webhook_events_once_a_source")
        ]
        indexes = [models.Index(fields=["processed_at"], name="webhook_events_by_time")]

    def __str__(self) -> str:
        return f"{self.source}: {self.event_id}"


class PendingState(models.TextChoices):
    """Why an event has not taken effect."""

    WAITING = "waiting", "Waiting for its person"
    FAILED = "failed", "Failed"


class PendingWebhookEvent(UUIDModel):
    """An event that has not taken effect, with all that is needed to replay it.

    Its body holds personal data. It goes when the event takes effect, when the person is erased, and in time.
    """

    source = models.CharField(max_length=20, choices=WebhookSource.choices)
    event_id = models.CharField(max_length=255)
    event_type = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=PendingState.choices)
    # As it was received: JSONB can't hold everything that JSON can.
    body = models.TextField()
    # Of people, customers and subscriptions; when one of them becomes known, the event is tried again.
    waits_for = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    # The class of the failure and where it was raised; never its words, which can quote the body.
    error = models.CharField(max_length=255, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "pending_webhook_events"
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="pending_events_once_a_source")
        ]
        indexes = [GinIndex(fields=["waits_for"], name="pending_events_by_name")]

    def __str__(self) -> str:
        return f"{self.source}: {self.event_id}, {self.state}"
