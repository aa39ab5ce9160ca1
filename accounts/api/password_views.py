"""Forgotten passwords."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PublicView
from accounts.api.password_serializers import (
    ConfirmationSerializer,
    ForgotPasswordSerializer,
    ResetPasswordSerializer,
)
from accounts.services.password_reset import password_reset, password_reset_request
from solacore.common.rate_limits.scopes import RateScope


class ForgotPasswordView(PublicView):
    """POST /auth/forgot-password."""

    rate_scope = RateScope.FORGOT_PASSWORD

    @extend_schema(
        request=ForgotPasswordSerializer,
        responses={200: ConfirmationSerializer},
        operation_id="forgot_password",
    )
    def post(self, request: Request) -> Response:
        """Has a link mailed; the answer doesn't tell whether the address has an account."""
        form = ForgotPasswordSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        password_reset_request(email=form.validated_data["email"])
        return Response({"message": "If this address has an account, a link is on its way to it."})


class ResetPasswordView(PublicView):
    """POST /auth/reset-password."""

    rate_scope = RateScope.AUTH

    @extend_schema(
        request=ResetPasswordSerializer,
        responses={200: ConfirmationSerializer},
        operation_id="reset_password",
    )
    def post(self, request: Request) -> Response:
        """Sets a new password and signs the person out everywhere."""
        form = ResetPasswordSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        password_reset(**form.validated_data, now=timezone.now())
        return Response({"message": "Your password is changed. Please sign in with it."})
