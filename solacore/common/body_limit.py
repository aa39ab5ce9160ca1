"""The largest body: enforced while it arrives under ASGI, by its length otherwise."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_RECEIVED = "solacore.body_bytes"


class BodyLimit:
    """ASGI middleware that counts a body as it arrives and drops what exceeds the limit.

    The rest is read and thrown away, because a client that is still sending would see a reset
    connection instead of the answer.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Args: app: the application behind. limit: the largest body, in bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[_RECEIVED] = 0

        async def counted() -> MutableMapping[str, Any]:
            message = await receive()
            scope[_RECEIVED] += len(message.get("body", b""))
            if scope[_RECEIVED] > self._limit:
                return {**message, "body": b""}
            return message

        await self._app(scope, counted, send)


def _received(request: HttpRequest) -> int | None:
    return request.scope.get(_RECEIVED) if isinstance(request, ASGIRequest) else None


def body_is_too_large(request: HttpRequest) -> bool:
    """Whether the body is larger than MAX_BODY_BYTES."""
    try:
        declared = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        declared = 0
    return max(declared, _received(request) or 0) > settings.MAX_BODY_BYTES


def fix_content_length(request: HttpRequest) -> None:
    """Gives a chunked body the length that it turned out to have; DRF takes a missing one for 0."""
    received = _received(request)
    if received is not None:
        request.META["CONTENT_LENGTH"] = str(received)
