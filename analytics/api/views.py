"""POST /analytics/events."""

import uuid
from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.api.serializers import ClientBatchSerializer, RecordedSerializer
from analytics.services.client_events import client_events_record


class ClientEventsView(APIView):
    """POST /analytics/events."""

    @extend_schema(
        request=ClientBatchSerializer, responses={202: RecordedSerializer}, operation_id="analytics_record"
    )
    def post(self, request: Request) -> Response:
        """Takes up to 50 events that only a client can see; all are taken or none."""
        form = ClientBatchSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        accepted = client_events_record(user_id=cast(uuid.UUID, request.user.pk), events=form.events_read())
        return Response({"accepted": accepted}, status=202)
