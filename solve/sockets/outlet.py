"""The way out to one client."""

import asyncio

from django.conf import settings

from solacore.common.body_limit import Send
from solve.sockets.codes import CloseCode
from solve.turns.events import Event


class Outlet:
    """Sends events to one client, and nothing after the end.

    The server holds back a sender whose client does not read (uvicorn from 64 KB on), so that a slow
    client costs no memory; one that has read nothing for SOCKET_STALL_SECONDS is given up.
    """

    def __init__(self, send: Send) -> None:
        """Args: send: of the ASGI server."""
        self._send = send
        self._closed = False

    async def accept(self) -> None:
        """Opens the socket."""
        await self._send({"type": "websocket.accept"})

    async def event(self, event: Event) -> None:
        """Sends an event.

        Raises:
            OSError: the client is gone; as its subclass TimeoutError, it does not read.
        """
        if not self._closed:
            async with asyncio.timeout(settings.SOCKET_STALL_SECONDS):
                await self._send({"type": "websocket.send", "text": event.frame()})

    async def close(self, code: CloseCode) -> None:
        """Closes the socket, once.

        Raises:
            OSError: as in `event`.
        """
        if not self._closed:
            self._closed = True
            async with asyncio.timeout(settings.SOCKET_STALL_SECONDS):
                await self._send({"type": "websocket.close", "code": code.value})
