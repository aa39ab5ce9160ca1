"""What people have paid for and what they have used of it."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.utils import timezone

from billing.plans import Tier
from solacore.common.models import UUIDModel

TIER_CHOICES = [(tier.value, tier.value.title()) for tier in Tier]
# Stripe tries to deliver an event for three days (https://docs.stripe.com/webhooks#retries): how long a
# subscription that renews itself counts without word of its next period.
RENEWAL_LEEWAY = timedelta(days=3)


class Source(models.TextChoices):
    """Where a right to a tier comes from."""

    STRIPE = "stripe", "Stripe"
    REVENUECAT = "revenuecat", "RevenueCat"
    STAFF = "staff", "Staff"


class Environment(models.TextChoices):
    """Whether real money was paid. App reviewers and testers buy in the sandbox of their store."""

    PRODUCTION = "production", "Production"
    SANDBOX = "sandbox", "Sandbox"


class SubscriptionStatus(models.TextChoices):
    """The state of a subscription, as the contract names it."""

    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Past due"
    CANCELED = "canceled", "Canceled"
    EXPIRED = "expired", "Expired"


class EntitlementStatus(models.TextChoices):
    """The state of an entitlement: those of a subscription, and one that nobody is shown."""

    ACTIVE = "active", "Active"
    PAST_DUE = "past_due", "Past due"
    CANCELED = "canceled", "Canceled"
    EXPIRED = "expired", "Expired"
    INCOMPLETE = "incomplete", "Incomplete (never paid)"


class Term(models.Model):
    """A tier for a time: what an entitlement gives, and what a subscription shows of the best one."""

    tier = models.CharField(max_length=10, choices=TIER_CHOICES, default=Tier.FREE.value)
    period_end = models.DateTimeField(null=True, blank=True)
    cancel_at_period_end = models.BooleanField(default=False)
    # An end of its own: of the store's grace, of a scheduled cancellation, of what is only presumed.
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    # Of the models that inherit this; declared here for `lapses_at`.
    source: Any
    status: Any

    @property
    def lapses_at(self) -> datetime | None:
        """When the tier ends if nothing more is heard; None for never.

        A failed payment leaves it for PAST_DUE_GRACE_DAYS after the period, or for the store's own grace if
        that is longer (HTTP contract, "Subscriptions"); a cancelled one has no grace.
        """
        if self.period_end is None or (self.expires_at and self.cancel_at_period_end):
            return self.expires_at
        if self.cancel_at_period_end:
            return self.period_end
        ends = self.period_end
        if self.status == SubscriptionStatus.PAST_DUE:
            ends += timedelta(days=settings.PAST_DUE_GRACE_DAYS)
        elif self.source == Source.STRIPE:
            ends += RENEWAL_LEEWAY
        return max(ends, self.expires_at) if self.expires_at else ends

    def is_live(self, now: datetime) -> bool:
        """Whether it gives a paid tier at that time."""
        if self.tier == Tier.FREE or self.status not in LIVE_STATUSES:
            return False
        return self.lapses_at is None or now < self.lapses_at


LIVE_STATUSES = frozenset({SubscriptionStatus.ACTIVE.value, SubscriptionStatus.PAST_DUE.value})


class Subscription(UUIDModel, Term):
    """The tier that a person has: the best of their live entitlements. One row per person.

    It is derived anew whenever an entitlement changes, and when what it shows has lapsed
    (`billing.services.entitlements`).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscription"
    )
    status = models.CharField(
        max_length=10, choices=SubscriptionStatus.choices, default=SubscriptionStatus.ACTIVE
    )
    # Whose entitlement it shows; none for whoever never had one.
    source = models.CharField(max_length=10, choices=Source.choices, blank=True, default="", db_default="")
    period_start = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "subscriptions"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.tier}"

    def period_at(self, now: datetime) -> tuple[datetime, datetime | None]:
        """The period that a count belongs to, and when it ends if that is known.

        A subscription at Stripe that goes on without word of its next period is in that one already: it
        begins where the last one ended.
        """
        is_over = self.period_end is not None and now >= self.period_end
        if is_over and self.source == Source.STRIPE and self.status == SubscriptionStatus.ACTIVE:
            return cast(datetime, self.period_end), None
        return self.period_start, self.period_end


class Entitlement(UUIDModel, Term):
    """One reason why a person has a tier: a Stripe subscription, a purchase in a store, a grant by staff.

    Its columns are what `reported` comes to (`billing.reports`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entitlements")
    source = models.CharField(max_length=10, choices=Source.choices)
    # Stripe: the subscription's id. RevenueCat: `billing.revenuecat_objects.purchase_key`. Staff: a UUID.
    external_id = models.CharField(max_length=255)
    environment = models.CharField(max_length=10, choices=Environment.choices, default=Environment.PRODUCTION)
    status = models.CharField(
        max_length=10, choices=EntitlementStatus.choices, default=EntitlementStatus.INCOMPLETE
    )
    period_start = models.DateTimeField(null=True, blank=True)
    # What was said last about each of its parts, and when.
    reported = models.JSONField(default=dict, editable=False)
    last_event_at = models.DateTimeField()
    # Of a grant by staff.
    reason = models.CharField(max_length=500, blank=True, default="")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "entitlements"
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="entitlements_once_a_source"),
            models.CheckConstraint(
                condition=~models.Q(source=Source.STAFF) | ~models.Q(reason=""),
                name="entitlements_of_staff_have_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}: {self.tier}, {self.status}"


class Customer(UUIDModel):
    """A person as a provider knows them: Stripe's customer, RevenueCat's app user."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="customers")
    source = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in (Source.STRIPE, Source.REVENUECAT)]
    )
    external_id = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "customers"
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="customers_once_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class PurchaseTransfer(UUIDModel):
    """What a person had bought through RevenueCat went to another, whether we knew of it by then or not."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gives")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="takes")
    environment = models.CharField(max_length=10, choices=Environment.choices)
    event_id = models.CharField(max_length=255)
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "purchase_transfers"
        constraints = [
            models.UniqueConstraint(fields=["giver", "event_id"], name="purchase_transfers_once_a_giver")
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.taker_id}"


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
