"""What the purchase endpoints read and write."""

from typing import Any

from rest_framework import serializers

from billing.models import TIER_CHOICES
from solacore.common.fields import StrictCharField


class PriceSerializer(serializers.Serializer[Any]):
    """What a payment costs, and how often it is due."""

    amount = serializers.IntegerField(help_text="in the currency's smallest unit, such as cents")
    currency = serializers.CharField(help_text="ISO 4217, in lower case")
    interval = serializers.CharField(help_text="day, week, month or year")
    interval_count = serializers.IntegerField(help_text="how many of them a payment is for")


class ChoiceSerializer(serializers.Serializer[Any]):
    """A way to pay for a tier."""

    price_id = serializers.CharField(help_text="what checkout takes")
    price = PriceSerializer(allow_null=True, help_text="null while Stripe can't be asked")


class PlanSerializer(serializers.Serializer[Any]):
    """A tier on the paywall."""

    tier = serializers.ChoiceField(choices=TIER_CHOICES)
    price_id = serializers.CharField(allow_null=True, help_text="of the usual choice; null for free")
    sessions_limit = serializers.IntegerField(allow_null=True, help_text="null for unlimited")
    is_lifetime = serializers.BooleanField(help_text="whether the limit is for life, not for a period")
    device_limit = serializers.IntegerField()
    price = PriceSerializer(allow_null=True, help_text="null for free, and while Stripe can't be asked")
    choices = ChoiceSerializer(many=True, help_text="every price of the tier, the one above first")


class PlansSerializer(serializers.Serializer[Any]):
    """The paywall."""

    plans = PlanSerializer(many=True)


class CheckoutFormSerializer(serializers.Serializer[Any]):
    """What to buy."""

    price_id = StrictCharField(max_length=255)


class CheckoutSerializer(serializers.Serializer[Any]):
    """Where to buy it."""

    checkout_url = serializers.URLField()
    session_id = serializers.CharField()


class PortalSerializer(serializers.Serializer[Any]):
    """Where to manage it."""

    portal_url = serializers.URLField()
