"""Sessions over REST."""

import uuid
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import user_of
from solve.api.serializers import (
    ChangedSerializer,
    ChangeSerializer,
    ListedSessionSerializer,
    MessagePageSerializer,
    MessageSerializer,
    PageSerializer,
    SessionDetailSerializer,
    SessionListSerializer,
    SessionPageSerializer,
    SessionWithMessagesSerializer,
    StartedSerializer,
    StartSerializer,
)
from solve.selectors import messages_of, session_of, sessions_of, titled
from solve.services.sessions import session_change, session_delete, session_start


def page_of(request: Request, form_class: type[PageSerializer]) -> dict[str, Any]:
    """The validated page of a list request.

    Raises:
        ValidationError: when the query asks for no page that there can be.
    """
    form = form_class(data=request.query_params.dict())
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


class SessionsView(APIView):
    """/sessions."""

    @extend_schema(request=StartSerializer, responses={201: StartedSerializer}, operation_id="session_start")
    def post(self, request: Request) -> Response:
        """Starts a session."""
        form = StartSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        started = session_start(
            user=user_of(request),
            fingerprint=request.headers.get("X-Device-Fingerprint", ""),
            locale=form.validated_data.get("locale") or user_of(request).locale,
            now=timezone.now(),
        )
        body = {
            "session_id": started.session.pk,
            "status": started.session.status,
            "current_step": started.session.current_step,
            "created_at": started.session.created_at,
            "usage": {
                "sessions_used": started.usage.used,
                "sessions_limit": started.usage.allowance.limit or 0,
                "tier": started.usage.allowance.plan.tier.value,
            },
        }
        return Response(StartedSerializer(body).data, status=201)

    @extend_schema(
        parameters=[SessionListSerializer],
        responses={200: SessionPageSerializer},
        operation_id="session_list",
    )
    def get(self, request: Request) -> Response:
        """A part of the person's sessions, newest first."""
        wanted = page_of(request, SessionListSerializer)
        limit, offset = wanted.pop("limit"), wanted.pop("offset")
        sessions = sessions_of(user_of(request).pk, **wanted)
        body = {
            "sessions": ListedSessionSerializer(titled(sessions)[offset : offset + limit], many=True).data,
            "total": sessions.count(),
            "limit": limit,
            "offset": offset,
        }
        return Response(body)


class SessionView(APIView):
    """/sessions/{id}."""

    @extend_schema(
        parameters=[MessagePageSerializer],
        responses={200: SessionWithMessagesSerializer},
        operation_id="session_read",
    )
    def get(self, request: Request, session_id: uuid.UUID) -> Response:
        """One session."""
        page = page_of(request, MessagePageSerializer)
        session = session_of(user_of(request).pk, session_id)
        body = dict(SessionDetailSerializer(session).data)
        if page["include_messages"]:
            part = messages_of(session)[page["offset"] : page["offset"] + page["limit"]]
            body["messages"] = MessageSerializer(part, many=True).data
        return Response(body)

    @extend_schema(
        request=ChangeSerializer, responses={200: ChangedSerializer}, operation_id="session_change"
    )
    def patch(self, request: Request, session_id: uuid.UUID) -> Response:
        """Changes a session."""
        form = ChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        session = session_change(
            user_id=user_of(request).pk, session_id=session_id, changes=form.validated_data
        )
        return Response(ChangedSerializer(session).data)

    @extend_schema(responses={204: None}, operation_id="session_delete")
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """Deletes a session and its conversation."""
        session_delete(user_id=user_of(request).pk, session_id=session_id)
        return Response(status=204)


class MessagesView(APIView):
    """GET /sessions/{id}/messages; its POST is a stream (`solve.api.stream_views`)."""

    def get(self, request: Request, session_id: uuid.UUID) -> Response:
        """A part of the conversation, oldest first."""
        page = page_of(request, MessagePageSerializer)
        messages = messages_of(session_of(user_of(request).pk, session_id))
        part = messages[page["offset"] : page["offset"] + page["limit"]]
        body = {
            "messages": MessageSerializer(part, many=True).data,
            "total": messages.count(),
            "limit": page["limit"],
            "offset": page["offset"],
        }
        return Response(body)
