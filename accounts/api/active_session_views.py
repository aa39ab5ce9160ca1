"""A person's sign-in sessions."""

import uuid

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import principal_of, user_of
from accounts.api.serializers import ActiveSessionSerializer
from accounts.selectors import live_sessions_of
from accounts.services.sessions import own_session_revoke


class ActiveSessionsView(APIView):
    """GET /auth/sessions."""

    @extend_schema(responses={200: ActiveSessionSerializer(many=True)}, operation_id="sign_in_list")
    def get(self, request: Request) -> Response:
        """The live sessions, newest first."""
        sessions = live_sessions_of(user_of(request).pk, timezone.now())
        context = {"current": principal_of(request).session.pk}
        return Response(ActiveSessionSerializer(sessions, many=True, context=context).data)


class ActiveSessionView(APIView):
    """DELETE /auth/sessions/{id}."""

    @extend_schema(responses={204: None}, operation_id="sign_in_revoke")
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """Ends a session at once."""
        own_session_revoke(user_id=user_of(request).pk, session_id=session_id)
        return Response(status=204)
