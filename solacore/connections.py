"""How connections end: with a client that has stopped reading, and with the server.

The server holds back whoever writes to a client that doesn't read, from 64 KB on, so it costs little; but as
long as it keeps the connection open, nothing else would ever end it. What the client missed can be resumed.
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

# Seconds that a connection gets to end by itself once the server has stopped listening.
ENDING_SECONDS = 5


class _GivesUp(_Base):
    """Aborts the connection when nothing could be written for SOCKET_STALL_SECONDS, or the server has ended.

    To the application that is a client who left; what uvicorn has to cancel it logs as a crash.
    """

    _giving_up: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """The client has not read what was sent."""
        super().pause_writing()
        self._giving_up = self.loop.call_later(settings.SOCKET_STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        self._keep()
        super().resume_writing()

    def shutdown(self) -> None:
        """The server ends: closes an idle connection; the others end after what they are at."""
        self.loop.call_later(ENDING_SECONDS, self.transport.abort)
        super().shutdown()

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
    """uvicorn's WebSocket, for clients that read.

    uvicorn would close it at once, before the client has what is on its way, and without waiting for its
    answer, so that the code may never arrive. Here the application does (`solve.sockets.hub`).
    """

    def shutdown(self) -> None:
        """The server ends: leaves closing to the application."""
        self.loop.call_later(ENDING_SECONDS, self.transport.abort)
