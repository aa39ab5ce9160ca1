"""Turns over server-sent events. These views are asynchronous, so they stand outside DRF's."""

import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.authentication import Principal, authenticate, authenticate_all
from accounts.errors import SessionRevokedError
from accounts.watch import session_watch
from solacore.common.batching import Batches
from solacore.common.database import in_database
from solacore.common.errors import DomainError, MethodNotAllowedError
from solacore.common.parsers import StrictJSONParser
from solacore.common.rate_limits.limiter import limit, limit_all
from solacore.common.rate_limits.scopes import RateScope
from solve.api.serializers import SendSerializer
from solve.api.session_views import MessagesView
from solve.metrics import CONNECTIONS_ACTIVE
from solve.services.turns import reply_stop, turn_send
from solve.turns.events import HEARTBEAT, EventName
from solve.turns.following import follow, follow_together, is_all_seen, refusal, reply_of
from solve.turns.rush import rush

_messages_view = MessagesView.as_view()
_NEVER = 2**31 - 1

# Who sends a message, and the message.
_Read = tuple[Principal, dict[str, Any]]


async def messages(request: HttpRequest, session_id: uuid.UUID) -> HttpResponseBase:
    """/sessions/{id}/messages: GET reads the conversation, POST sends a message and streams the reply."""
    if request.method in {"GET", "HEAD"}:
        return await sync_to_async(_messages_view)(request, session_id=session_id)
    if request.method != "POST":
        raise MethodNotAllowedError
    with rush().waiting(request):
        principal, message = await _readings.do(request)
        sent = await turn_send(user_id=principal.user.pk, session_id=session_id, **message)
    if sent.blocked and "text/event-stream" not in request.headers.get("Accept", ""):
        return JsonResponse(await _crisis_answer(sent.message_id))
    return _event_stream(principal, sent.message_id, after=None)


async def message_stream(
    request: HttpRequest, session_id: uuid.UUID, message_id: uuid.UUID
) -> HttpResponseBase:
    """GET /sessions/{id}/messages/{message_id}/stream: what was missed of a reply, then the rest live."""
    if request.method not in {"GET", "HEAD"}:
        raise MethodNotAllowedError
    principal = await in_database(_signed_in, request, RateScope.SSE)
    reply = await in_database(
        reply_of, user_id=principal.user.pk, session_id=session_id, message_id=message_id
    )
    after = last_event_id(request)
    if is_all_seen(reply, after):
        return HttpResponse(status=204)
    return _event_stream(principal, message_id, after=after)


async def message_stop(
    request: HttpRequest, session_id: uuid.UUID, message_id: uuid.UUID
) -> HttpResponseBase:
    """POST /sessions/{id}/messages/{message_id}/stop: keeps what is written and ends the reply."""
    if request.method != "POST":
        raise MethodNotAllowedError
    principal = await in_database(_signed_in, request, RateScope.API)
    await reply_stop(user_id=principal.user.pk, session_id=session_id, message_id=message_id)
    return JsonResponse({"message_id": str(message_id)}, status=202)


def last_event_id(request: HttpRequest) -> int | None:
    """The number of the last event that the client has seen; one that is no number was never sent."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("last_event_id") or ""
    if not given:
        return None
    return min(int(given), _NEVER) if given.isascii() and given.isdigit() else _NEVER


def _signed_in(request: HttpRequest, scope: RateScope) -> Principal:
    principal = authenticate(request)
    limit(request, scope, principal.user.pk)
    return principal


def _read_messages(requests: Sequence[HttpRequest]) -> list[_Read | Exception]:
    """Who sends each message, and what."""
    principals = authenticate_all(requests)
    signed_in = zip(requests, principals, strict=True)
    known = [(request, one) for request, one in signed_in if isinstance(one, Principal)]
    refusals = limit_all([request for request, _ in known], RateScope.SSE, [one.user.pk for _, one in known])
    read = iter(
        [
            refusal or _read_message(request, principal)
            for (request, principal), refusal in zip(known, refusals, strict=True)
        ]
    )
    return [next(read) if isinstance(one, Principal) else one for one in principals]


def _read_message(request: HttpRequest, principal: Principal) -> _Read | Exception:
    try:
        form = SendSerializer(data=_named(request, Request(request, parsers=[StrictJSONParser()]).data))
        form.is_valid(raise_exception=True)
    except Exception as error:  # noqa: BLE001 - its view raises it
        return error
    key = form.validated_data.get("client_message_id")
    return principal, {"content": form.validated_data["content"], "client_message_id": key}


def _named(request: HttpRequest, body: Any) -> Any:
    """The body with the message's id, which the header gives where the body doesn't."""
    key = request.headers.get("Idempotency-Key")
    if key and isinstance(body, dict) and body.get("client_message_id") is None:
        return body | {"client_message_id": key}
    return body


_readings = Batches(_read_messages)


async def _crisis_answer(message_id: uuid.UUID) -> dict[str, Any]:
    """The JSON form of a turn that a crisis has ended."""
    events = [event async for event in follow(message_id, after=None) if event is not None]
    text = "".join(event.payload()["content"] for event in events if event.name == EventName.TOKEN)
    outcome = events[-1].payload()
    return {**{key: outcome[key] for key in ("blocked", "reason", "resources")}, "message": text}


def _event_stream(principal: Principal, message_id: uuid.UUID, *, after: int | None) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        _blocks(message_id, principal.session.pk, after), content_type="text/event-stream; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"
    return response


async def _blocks(message_id: uuid.UUID, sign_in_id: uuid.UUID, after: int | None) -> AsyncIterator[bytes]:
    """The events as they travel, and a comment whenever there was none for a while.

    Ends when the sign-in session behind the request does; the turn itself goes on.
    """
    watch = session_watch()
    sent = time.monotonic()
    with watch.watching(sign_in_id), CONNECTIONS_ACTIVE.labels("sse").track_inprogress():
        try:
            async for events in follow_together(message_id, after=after):
                if watch.has_ended(sign_in_id):
                    raise SessionRevokedError
                if not events and time.monotonic() - sent < settings.STREAM_HEARTBEAT_SECONDS:
                    continue
                yield b"".join(event.block() for event in events) or HEARTBEAT
                sent = time.monotonic()
        except DomainError as error:
            yield (await refusal(message_id, error)).block()
