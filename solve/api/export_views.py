"""A session as a download."""

import uuid
from typing import Any

from django.db import connection
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api.base import user_of
from solacore.common.downloads import DownloadResponse
from solve.export.document import Format, session_document

_CONTENT_TYPES = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.JSON: "application/json",
}


class ExportSerializer(serializers.Serializer[Any]):
    """The query of GET /sessions/{id}/export."""

    format = serializers.ChoiceField(choices=[form.value for form in Format], default=Format.MARKDOWN.value)


class SessionExportView(APIView):
    """GET /sessions/{id}/export."""

    @extend_schema(
        parameters=[ExportSerializer],
        responses={
            (200, "text/markdown"): OpenApiResponse(OpenApiTypes.STR, "A conversation to keep."),
            (200, "application/json"): OpenApiResponse(OpenApiTypes.OBJECT, "All that is stored of it."),
        },
        operation_id="session_export",
    )
    def get(self, request: Request, session_id: uuid.UUID) -> DownloadResponse:
        """A session to keep, in its language: what was said, step by step, and what came of it."""
        form = ExportSerializer(data=request.query_params.dict())
        form.is_valid(raise_exception=True)
        chosen = Format(form.validated_data["format"])
        document = session_document(
            user_id=user_of(request).pk, session_id=session_id, form=chosen, now=timezone.now()
        )
        # Otherwise it would be kept until the slowest of clients has read the last byte.
        connection.close()
        return DownloadResponse(
            document.file,
            as_attachment=True,
            filename=document.filename,
            content_type=_CONTENT_TYPES[chosen],
        )
