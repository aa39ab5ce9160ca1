"""The ASGI server of `manage.py serve`."""

import asyncio
import contextlib
import signal
import socket
import sys
from types import FrameType
from typing import Any, cast

import uvicorn
from django.conf import settings

from solacore.common.cancelling import cancel_and_wait
from solacore.connections import ENDING_SECONDS, HTTPConnection, SocketConnection
from solacore.listening import Listener
from solve.sockets.hub import socket_hub
from solve.turns.engine import drain_all, engine

# Seconds for which one thread keeps Python's lock while another wants it; 0.005 by default. A batch of
# database work asks for it after each statement, and waited longer for the event loop than for PostgreSQL.
SWITCH_SECONDS = 0.001
# Seconds between two looks whether somebody is in a hurry.
TICK_SECONDS = 0.1


class Server(uvicorn.Server):
    """Uvicorn that takes no more turns after the first signal, but answers until running ones are over."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins the shutdown."""
        drain_all()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts as uvicorn does, and then takes connections in its own way (`solacore.listening`)."""
        await super().startup(sockets)
        listening = [sock.dup() for server in self.servers for sock in server.sockets]
        for server in self.servers:
            server.close()
        # Uvicorn does nothing with them but close them.
        self.servers = cast(Any, [Listener(sock, self._protocol) for sock in listening])

    def _protocol(self) -> asyncio.Protocol:
        return HTTPConnection(self.config, self.server_state, self.lifespan.state)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends in order: readiness fails, replies end, then connections are closed.

        Readers can still come and go meanwhile. A second Ctrl-C interrupts replies instead of waiting for
        them, a third one ends the process without any order.
        """
        settling = asyncio.create_task(self._settle())
        while not (settling.done() or self.force_exit):
            await asyncio.wait([settling], timeout=TICK_SECONDS)
        await cancel_and_wait([settling])
        if self.force_exit:
            self.force_exit = False
            engine().hurry()
            await engine().settle()
        socket_hub().retire()
        await super().shutdown(sockets)

    async def _settle(self) -> None:
        await asyncio.gather(engine().settle(), asyncio.sleep(settings.SHUTDOWN_DELAY_SECONDS))


def run_server(host: str, port: int) -> bool:
    """Serves until a signal; answers whether it could start."""
    config = uvicorn.Config(
        "solacore.asgi:application",
        host=host,
        port=port,
        http=HTTPConnection,
        ws=SocketConnection,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # The client's address is ours to find out, by TRUSTED_PROXY_COUNT.
        proxy_headers=False,
        ws_max_size=settings.SOCKET_MAX_FRAME_BYTES,
        # Tokens are too small to gain from it.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=ENDING_SECONDS + 1,
    )
    server = Server(config)
    sys.setswitchinterval(SWITCH_SECONDS)
    # Where uvicorn puts its own handlers for a while: a SIGTERM at another time, and the one that it raises
    # again after its shutdown, end the process in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Uvicorn has shut down in order by then, and raises the signal once more.
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return server.started
