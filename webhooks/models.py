"""What payment providers have sent us, each event once."""

from django.db import models
from django.utils import timezone

from solacore.common.models import UUIDModel


class WebhookSource(models.TextChoices):
    """Who sends webhooks."""

    STRIPE = "stripe", "Stripe"
    REVENUECAT = "revenuecat", "RevenueCat"


class ProcessedWebhookEvent(UUIDModel):
    """An event that was handled: its key makes a duplicate a no-op."""

    source = models.CharField(max_length=20, choices=WebhookSource.choices)
    event_id = models.CharField(max_length=255)
    event_type = models.CharField(max_length=100)
    payload_hash = models.CharField(max_length=64)
    processed_at = models.DateTimeField(default=timezone.now)
    result = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        db_table = "processed_webhook_events"
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="webhook_events_once_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.event_id}"
