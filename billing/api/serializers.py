"""What the endpoints for one's own rights answer."""

from rest_framework import serializers

from billing.models import TIER_CHOICES, SubscriptionStatus


class SubscriptionSerializer(serializers.Serializer[object]):
    """A person's subscription."""

    tier = serializers.ChoiceField(choices=TIER_CHOICES)
    status = serializers.ChoiceField(choices=SubscriptionStatus.choices)
    period_start = serializers.DateTimeField()
    period_end = serializers.DateTimeField(allow_null=True)
    cancel_at_period_end = serializers.BooleanField()


class PeriodUsageSerializer(serializers.Serializer[object]):
    """What a person has used of the current period."""

    tier = serializers.ChoiceField(choices=TIER_CHOICES)
    sessions_used = serializers.IntegerField()
    sessions_limit = serializers.IntegerField(allow_null=True, help_text="null is no limit")
    period_start = serializers.DateTimeField()
    period_end = serializers.DateTimeField(allow_null=True)
    is_lifetime = serializers.BooleanField(help_text="whether the period is the whole life of the account")
