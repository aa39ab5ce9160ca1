"""A person's account as a whole: handed out, and erased."""

from typing import Any

from django.db import connection
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import user_of
from accounts.cookies import clear_token_cookies
from accounts.services.erasure import account_erase
from accounts.services.export import account_export
from solacore.common.downloads import DownloadResponse
from solacore.common.personal_records import ExportSection, export_sections


class ExportSerializer(serializers.Serializer[object]):
    """The export as /openapi.json describes it; each part has the columns of its table, without secrets."""

    exported_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, "serializers.Field[Any, Any, Any, Any]"]:
        """A field for each section that the apps have registered."""
        return super().get_fields() | {section.name: _section_field(section) for section in export_sections()}


def _section_field(section: ExportSection) -> "serializers.Field[Any, Any, Any, Any]":
    if section.is_single:
        return serializers.DictField(allow_null=True)
    return serializers.ListField(child=serializers.DictField())


class ExportView(APIView):
    """GET /account/export."""

    @extend_schema(responses={200: ExportSerializer}, operation_id="account_export")
    def get(self, request: Request) -> DownloadResponse:
        """Everything that is stored of the person, as a download."""
        now = timezone.now()
        document = account_export(user_of(request).pk, now=now)
        # Otherwise it would be kept until the slowest of clients has read the last byte.
        connection.close()
        return DownloadResponse(
            document,
            as_attachment=True,
            filename=f"solacore-export-{now:%Y-%m-%d}.json",
            content_type="application/json",
        )


class AccountView(APIView):
    """DELETE /account."""

    @extend_schema(responses={204: None}, operation_id="account_erase")
    def delete(self, request: Request) -> Response:
        """Erases the person and all that is theirs, at once and for good."""
        account_erase(user_of(request).pk)
        response = Response(status=204)
        clear_token_cookies(request._request, response)
        return response
