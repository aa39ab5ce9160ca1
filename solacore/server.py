"""The ASGI server of `manage.py serve`."""

import contextlib
import signal
import sys
from types import FrameType

import uvicorn
from django.conf import settings

from solve.turns.engine import drain_all


class Server(uvicorn.Server):
    """Uvicorn that stops taking turns at the first signal, while running replies end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins the shutdown."""
        drain_all()
        super().handle_exit(sig, frame)


def run_server(host: str, port: int) -> bool:
    """Serves until a signal; answers whether it could start."""
    config = uvicorn.Config(
        "solacore.asgi:application",
        host=host,
        port=port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # The client's address is ours to find out, by TRUSTED_PROXY_COUNT.
        proxy_headers=False,
        ws_max_size=settings.SOCKET_MAX_FRAME_BYTES,
        # Tokens are too small to gain from it.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=int(settings.TURN_SHUTDOWN_SECONDS),
    )
    server = Server(config)
    # Where uvicorn puts its own handlers for a while: a SIGTERM at another time, and the one that it raises
    # again after its shutdown, end the process in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Uvicorn has shut down in order by then, and raises the signal once more.
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return server.started
