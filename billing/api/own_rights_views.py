"""What a person has, and what they have used of it."""

import uuid
from typing import cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from billing.api.base import PaymentsView
from billing.api.serializers import PeriodUsageSerializer, SubscriptionSerializer
from billing.selectors import usage_of
from billing.services.entitlements import subscription_of


def _user_id(request: Request) -> uuid.UUID:
    return cast(uuid.UUID, request.user.pk)


class CurrentView(PaymentsView):
    """GET /subscriptions/current."""

    @extend_schema(responses={200: SubscriptionSerializer}, operation_id="subscription_read")
    def get(self, request: Request) -> Response:
        """The person's subscription."""
        now = timezone.now()
        subscription = subscription_of(_user_id(request), now=now)
        start, end = subscription.period_at(now)
        body = {
            "tier": subscription.tier,
            "status": subscription.status,
            "period_start": start,
            "period_end": end,
            "cancel_at_period_end": subscription.cancel_at_period_end,
        }
        return Response(SubscriptionSerializer(body).data)


class UsageView(PaymentsView):
    """GET /subscriptions/usage."""

    @extend_schema(responses={200: PeriodUsageSerializer}, operation_id="usage_read")
    def get(self, request: Request) -> Response:
        """What the person has used of the current period."""
        usage = usage_of(_user_id(request), now=timezone.now())
        allowance = usage.allowance
        body = {
            "tier": allowance.plan.tier.value,
            "sessions_used": usage.used,
            "sessions_limit": allowance.limit,
            "period_start": allowance.period_start,
            "period_end": allowance.period_end,
            "is_lifetime": allowance.plan.is_lifetime,
        }
        return Response(PeriodUsageSerializer(body).data)
