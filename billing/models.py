"""What people have paid for and what they have used of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from billing.plans import Tier
from solacore.common.models import UUIDModel

TIER_CHOICES = [(tier.value, tier.value.title()) for tier in Tier]


class SubscriptionStatus(models.TextChoices):
    """The state of a subscription, as the contract names it."""

    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Past due"
    CANCELED = "canceled", "Canceled"
    EXPIRED = "expired", "Expired"


class Subscription(UUIDModel):
    """The tier that a person has; one row per person, made at sign-up."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscription"
    )
    tier = models.CharField(max_length=10, choices=TIER_CHOICES, default=Tier.FREE.value)
    status = models.CharField(
        max_length=10, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ACTIVE
    )
    period_start = models.DateTimeField(default=timezone.now)
    period_end = models.DateTimeField(null=True, blank=True)
    cancel_at_period_end = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "subscriptions"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.tier}"


class Usage(UUIDModel):
    """How many solve sessions a person has started in a period."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="usage")
    period_start = models.DateTimeField()
    period_end = models.DateTimeField(null=True, blank=True)
    sessions_used = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "usage"
        verbose_name_plural = "usage"
        constraints = [
            models.UniqueConstraint(fields=["user", "period_start"], name="usage_one_row_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.sessions_used}"
