"""Verification of addresses."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PublicView
from accounts.api.password_serializers import ConfirmationSerializer, MailedTokenSerializer
from accounts.services.email_verification import email_verify


class VerifyEmailView(PublicView):
    """POST /auth/verify-email."""

    @extend_schema(
        request=MailedTokenSerializer, responses={200: ConfirmationSerializer}, operation_id="verify_email"
    )
    def post(self, request: Request) -> Response:
        """Marks the address as the person's."""
        form = MailedTokenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        email_verify(**form.validated_data, now=timezone.now())
        return Response({"message": "Your email address is confirmed."})
