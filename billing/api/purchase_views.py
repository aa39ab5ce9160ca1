"""The paywall and Stripe's pages behind it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from billing.api.base import PaymentsView
from billing.api.purchase_serializers import (
    CheckoutFormSerializer,
    CheckoutSerializer,
    PlansSerializer,
    PortalSerializer,
)
from billing.plan_offers import offers
from billing.services.checkout import checkout_begin, portal_open
from billing.services.stripe_customers import Payer


def _payer(request: Request) -> Payer:
    person: Any = request.user
    return Payer(id=person.pk, email=person.email, locale=person.locale)


class PlansView(PaymentsView):
    """GET /subscriptions/plans."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: PlansSerializer}, operation_id="subscription_plans")
    def get(self, _request: Request) -> Response:
        """The tiers, from the lowest to the highest, with what they give and cost."""
        return Response(PlansSerializer({"plans": offers()}).data)


class CheckoutView(PaymentsView):
    """POST /subscriptions/checkout."""

    @extend_schema(
        request=CheckoutFormSerializer,
        responses={200: CheckoutSerializer},
        operation_id="subscription_checkout",
    )
    def post(self, request: Request) -> Response:
        """Where to buy a tier, or to change to it."""
        form = CheckoutFormSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        page = checkout_begin(_payer(request), form.validated_data["price_id"], now=timezone.now())
        return Response(CheckoutSerializer({"checkout_url": page.url, "session_id": page.session_id}).data)


class PortalView(PaymentsView):
    """GET /subscriptions/portal."""

    @extend_schema(responses={200: PortalSerializer}, operation_id="subscription_portal")
    def get(self, request: Request) -> Response:
        """Where to manage the subscription, the card and the invoices."""
        return Response(PortalSerializer({"portal_url": portal_open(_payer(request).id).url}).data)
