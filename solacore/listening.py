"""How connections come in: all that wait at once.

libuv, and so uvloop, takes one connection in each round of its loop (https://github.com/libuv/libuv/pull/3696).
A round is long while hundreds of replies are written, and then those who knock would wait for seconds.
"""

import asyncio
import errno
import socket
from collections.abc import Callable

import structlog

logger = structlog.get_logger(__name__)

# As many as asyncio's own loop would take with its default backlog; the others come in the next round.
AT_ONCE = 100
# Seconds to wait when the process or the machine has no room for another connection.
PAUSE_SECONDS = 1.0
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Listener:
    """Takes the connections to one listening socket, which it owns."""

    def __init__(self, sock: socket.socket, protocol: Callable[[], asyncio.Protocol]) -> None:
        """Starts to take connections on the running event loop.

        Args:
            sock: listens, and does not block.
            protocol: makes what serves a connection.
        """
        self._socket = sock
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._pause: asyncio.TimerHandle | None = None
        self._beginnings: set[asyncio.Task[None]] = set()
        self._loop.add_reader(sock, self._accept)

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """What it listens on, as an `asyncio.Server` tells it."""
        return (self._socket,)

    def close(self) -> None:
        """Takes no more connections."""
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()

    async def wait_closed(self) -> None:
        """Waits until those that were just taken are served."""
        if self._beginnings:
            await asyncio.wait(self._beginnings)

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                connection, _ = self._socket.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _NO_ROOM:
                    raise
                self._wait_for_room(error)
                return
            connection.setblocking(False)
            serving = self._loop.create_task(self._serve(connection))
            self._beginnings.add(serving)
            serving.add_done_callback(self._beginnings.discard)

    async def _serve(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._protocol, connection)
        except Exception as error:  # noqa: BLE001 - one that cannot be served is no reason to stop
            connection.close()
            logger.warning("connection_not_served", error=type(error).__name__)

    def _wait_for_room(self, error: OSError) -> None:
        logger.error("no_room_for_connections", error=errno.errorcode[error.errno or 0])
        self._loop.remove_reader(self._socket)
        self._pause = self._loop.call_later(PAUSE_SECONDS, self._loop.add_reader, self._socket, self._accept)
