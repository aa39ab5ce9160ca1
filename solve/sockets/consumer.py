"""WS /ws/sessions/{id}: the turns of a session, over the same engine as the streams."""

import asyncio
import time
from contextlib import ExitStack, suppress
from typing import Any

import structlog
from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from channels.utils import await_many_dispatch
from django.conf import settings
from django.utils import timezone

from accounts.authentication import Principal
from accounts.errors import SessionRevokedError
from accounts.models import ActiveSession
from accounts.watch import session_watch
from solacore.common.body_limit import Receive, Scope, Send
from solacore.common.cancelling import cancel_and_wait
from solacore.common.converters import IdConverter
from solacore.common.database import in_database
from solacore.common.error_handlers import as_domain_error
from solacore.common.errors import PayloadTooLargeError, ShuttingDownError, UnsupportedMediaTypeError
from solacore.common.rate_limits.limiter import limit
from solacore.common.rate_limits.scopes import RateScope
from solacore.common.request_context import request_id_of
from solve.metrics import CONNECTIONS_ACTIVE
from solve.services.turns import running_reply_stop, turn_send
from solve.sockets.codes import CloseCode, ending_code, refusal_code
from solve.sockets.feed import Feed
from solve.sockets.frames import (
    FrameSerializer,
    MessageFrameSerializer,
    ResumeFrameSerializer,
    decode,
    validated,
)
from solve.sockets.handshake import enter, handshake_request
from solve.sockets.hub import Seat, socket_hub
from solve.sockets.outlet import Outlet
from solve.turns.events import Event, EventName
from solve.turns.following import is_all_seen, reply_of

logger = structlog.get_logger(__name__)

# What stands for a socket's path in logs and reports.
ROUTE = "ws/sessions/<id:session_id>"


class SessionConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    """One socket. What the person says is handled in order, beside the feed of what they are sent.

    Word of other processes comes through the hub, not through a channel of each consumer: Channels ends a
    consumer whose layer fails, and a restart of Redis would close every socket.
    """

    _principal: Principal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves the socket until it closes, and leaves nothing of it running."""
        self._session_id = IdConverter().to_python(scope["url_route"]["kwargs"]["session_id"])
        self._request = handshake_request(scope)
        self._outlet = Outlet(send)
        self._feed = Feed(self._outlet.event)
        self._accepted = asyncio.Event()
        structlog.contextvars.bind_contextvars(request_id=request_id_of(self._request), route=ROUTE)
        opened = time.monotonic()
        feeding = asyncio.create_task(self._feed_client())
        with ExitStack() as self._held:
            try:
                # An OSError: the client left, or does not read.
                with suppress(StopConsumer, OSError):
                    await await_many_dispatch([receive, lambda: _end_of(feeding)], self.dispatch)
            finally:
                await cancel_and_wait([feeding])
                logger.info("socket_closed", seconds=round(time.monotonic() - opened, 1))

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handles an ASGI message; without Channels' thread hop to tidy connections: none is held."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, _message: dict[str, Any]) -> None:
        """Lets the person in. Who is refused is let in as well, to see the code that it closes with."""
        try:
            self._principal = await in_database(enter, self._request, self._session_id)
            structlog.contextvars.bind_contextvars(user_id=str(self._principal.user.pk))
            sign_in_id = self._principal.session.pk
            seat = Seat(self._principal.user.pk, sign_in_id, self._session_id, self._feed)
            self._held.enter_context(session_watch().watching(sign_in_id))
            self._held.callback(socket_hub().leave, seat)
            self._held.enter_context(CONNECTIONS_ACTIVE.labels("websocket").track_inprogress())
            await socket_hub().join(seat)
        except Exception as error:  # noqa: BLE001 - logged where it was not anticipated
            await self._outlet.accept()
            await self._outlet.close(refusal_code(as_domain_error(error)))
            raise StopConsumer from None
        await self._outlet.accept()
        self._accepted.set()

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Does what the client wants, or says why not."""
        try:
            await self._handle(message.get("text"))
        except ShuttingDownError as error:
            await self._outlet.event(Event.of(None, EventName.ERROR, error.body()))
            # Another process takes it. What runs in this one is not cut off for that.
            self._feed.finish(CloseCode.SERVICE_RESTART)
        except Exception as error:  # noqa: BLE001 - logged where it was not anticipated
            problem = as_domain_error(error)
            await self._outlet.event(Event.of(None, EventName.ERROR, problem.body()))
            code = ending_code(problem)
            if code is not None:
                self._feed.end(code)

    async def websocket_disconnect(self, _message: dict[str, Any]) -> None:
        """Ends the consumer; turns go on."""
        raise StopConsumer

    async def _feed_client(self) -> None:
        await self._accepted.wait()
        try:
            code = await self._feed.run()
        except OSError:
            return
        except Exception as error:
            logger.exception("socket_feed_crashed", error=type(error).__name__)
            code = CloseCode.INTERNAL_ERROR
        await self._outlet.close(code)

    async def _handle(self, text: str | None) -> None:
        if text is None:
            raise UnsupportedMediaTypeError("Send frames of text, not binary ones.")
        if len(text.encode()) > settings.SOCKET_MAX_FRAME_BYTES:
            raise PayloadTooLargeError("The frame is too large.")
        frame = decode(text)
        kind = validated(FrameSerializer, frame)["type"]
        if kind == "message":
            await self._send(frame)
        elif kind == "stop":
            await in_database(self._admit, RateScope.API)
            await running_reply_stop(user_id=self._principal.user.pk, session_id=self._session_id)
        else:
            await self._resume(frame)

    async def _send(self, frame: Any) -> None:
        await in_database(self._admit, RateScope.SSE)
        message = validated(MessageFrameSerializer, frame)
        sent = await turn_send(
            user_id=self._principal.user.pk,
            session_id=self._session_id,
            content=message["content"],
            client_message_id=message.get("client_message_id") or None,
        )
        if sent.is_retry:
            self._feed.resume(sent.message_id, None)

    async def _resume(self, frame: Any) -> None:
        await in_database(self._admit, RateScope.API)
        wanted = validated(ResumeFrameSerializer, frame)
        after = wanted.get("last_event_id")
        reply = await in_database(
            reply_of,
            user_id=self._principal.user.pk,
            session_id=self._session_id,
            message_id=wanted["message_id"],
        )
        if not is_all_seen(reply, after):
            self._feed.resume(reply.pk, after)

    def _admit(self, scope: RateScope) -> None:
        """Counts what the client wants, and looks whether it is still signed in.

        Raises:
            TooManyRequestsError: as in `limit`.
            SessionRevokedError: the sign-in session was ended or has expired.
        """
        limit(self._request, scope, self._principal.user.pk)
        live = ActiveSession.objects.live(timezone.now()).filter(user__is_active=True)
        if not live.filter(pk=self._principal.session.pk).exists():
            raise SessionRevokedError


class NoSuchSocketConsumer(AsyncConsumer):  # type: ignore[misc]  # Channels has no types
    """Every other path: accepted, so that the client can see the code."""

    channel_layer_alias = None

    async def websocket_connect(self, _message: dict[str, Any]) -> None:
        """Closes at once."""
        await self.send({"type": "websocket.accept"})
        await self.send({"type": "websocket.close", "code": CloseCode.NOT_FOUND.value})
        raise StopConsumer


async def _end_of(feeding: asyncio.Task[None]) -> dict[str, Any]:
    """What the end of the feed means for the socket."""
    await asyncio.wait([feeding])
    return {"type": "websocket.disconnect"}
