"""The webhooks over HTTP. A sender is verified before anything of the body is looked at."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.api.base import PaymentsView
from webhooks.models import WebhookSource
from webhooks.services.receiving import event_receive
from webhooks.verification import revenuecat_verify, stripe_verify

_ANY_OBJECT = {"application/json": {"type": "object", "additionalProperties": True}}


class ReceivedSerializer(serializers.Serializer[object]):
    """What a sender is told."""

    received = serializers.BooleanField()


class WebhookView(PaymentsView):
    """A view whose sender is no person, and proves who it is in its own way."""

    authentication_classes = ()
    permission_classes = ()


class StripeWebhookView(WebhookView):
    """POST /webhooks/stripe."""

    @extend_schema(
        request=_ANY_OBJECT,
        responses={200: ReceivedSerializer},
        parameters=[OpenApiParameter("Stripe-Signature", str, OpenApiParameter.HEADER, required=True)],
        operation_id="webhook_stripe",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Takes an event of Stripe."""
        now = timezone.now()
        stripe_verify(request.headers, request.body, now=now)
        event_receive(WebhookSource.STRIPE, request.body, now=now)
        return Response({"received": True})


class RevenueCatWebhookView(WebhookView):
    """POST /webhooks/revenuecat."""

    @extend_schema(
        request=_ANY_OBJECT,
        responses={200: ReceivedSerializer},
        parameters=[
            OpenApiParameter(
                "X-RevenueCat-Webhook-Signature",
                str,
                OpenApiParameter.HEADER,
                description="required where REVENUECAT_WEBHOOK_SIGNING_SECRET is set",
            )
        ],
        operation_id="webhook_revenuecat",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Takes an event of RevenueCat; `Authorization` is `Bearer` and the secret of the webhook."""
        now = timezone.now()
        revenuecat_verify(request.headers, request.body, now=now)
        event_receive(WebhookSource.REVENUECAT, request.body, now=now)
        return Response({"received": True})
