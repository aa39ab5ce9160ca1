"""Whether a person gets reminders, and the links in the mails that stop them."""

from typing import Any

from django.http import HttpResponseRedirect
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import PublicView, user_of
from accounts.api.password_serializers import ConfirmationSerializer, MailedTokenSerializer
from solve.models import ReminderOptOut
from solve.reminder_mail import unsubscribe_page, unsubscribe_token_read
from solve.services.reminders import reminders_switch


class RemindersSerializer(serializers.Serializer[Any]):
    """Whether a person gets reminders."""

    enabled = serializers.BooleanField()


class RemindersView(APIView):
    """/reminders."""

    @extend_schema(responses={200: RemindersSerializer}, operation_id="reminders_read")
    def get(self, request: Request) -> Response:
        """Whether the person gets reminders."""
        stopped = ReminderOptOut.objects.filter(pk=user_of(request).pk).exists()
        return Response({"enabled": not stopped})

    @extend_schema(
        request=RemindersSerializer, responses={200: RemindersSerializer}, operation_id="reminders_change"
    )
    def patch(self, request: Request) -> Response:
        """Stops the person's reminders, or allows them again."""
        form = RemindersSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        reminders_switch(user_of(request).pk, **form.validated_data)
        return Response(form.validated_data)


class UnsubscribeView(PublicView):
    """/reminders/unsubscribe: the web app POSTs the token as JSON, mail programs have it in the query.

    The form that they send besides always says the same (RFC 8058 §3.2), so it isn't read.
    """

    @extend_schema(
        parameters=[MailedTokenSerializer],
        request=None,
        responses={302: None},
        operation_id="unsubscribe_page",
    )
    def get(self, request: Request) -> HttpResponseRedirect:
        """Leads to the page that asks. Mail scanners fetch links, so this changes nothing."""
        return HttpResponseRedirect(unsubscribe_page(_token_of(request.query_params.dict())))

    @extend_schema(
        request={"application/json": MailedTokenSerializer},
        responses={200: ConfirmationSerializer},
        operation_id="unsubscribe",
    )
    def post(self, request: Request) -> Response:
        """Stops all reminders of the person who got the mail; the token is in the query or in the body."""
        query = request.query_params.dict()
        user_id = unsubscribe_token_read(_token_of(query if "token" in query else request.data))
        reminders_switch(user_id, enabled=False)
        return Response({"message": "You will get no more reminders."})


def _token_of(data: Any) -> str:
    """The token.

    Raises:
        ValidationError: there is none.
    """
    form = MailedTokenSerializer(data=data)
    form.is_valid(raise_exception=True)
    return str(form.validated_data["token"])
