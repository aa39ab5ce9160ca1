"""Connections whose client has stopped reading are given up: what it missed can be resumed.

The server holds back whoever writes to such a client, from 64 KB on, so it costs little; but as long as it
keeps the connection open, nothing else would ever end it.
"""

import asyncio
from typing import TYPE_CHECKING

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    _Base = HttpToolsProtocol
else:
    _Base = object


class _GivesUp(_Base):
    """Aborts the connection when nothing could be written for SOCKET_STALL_SECONDS."""

    _giving_up: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """The client has not read what was sent."""
        super().pause_writing()
        self._giving_up = self.loop.call_later(settings.SOCKET_STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        self._keep()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._keep()
        super().connection_lost(exc)

    def _keep(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


class HTTPConnection(_GivesUp, HttpToolsProtocol):
    """uvicorn's HTTP, for clients that read."""


class SocketConnection(_GivesUp, WebSocketsSansIOProtocol):  # type: ignore[misc]  # see _Base
    """uvicorn's WebSocket, for clients that read."""
