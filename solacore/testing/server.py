"""The real ASGI application in a thread of the test process: real HTTP, real PostgreSQL, real Redis."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import uvicorn

from solacore.connections import HTTPConnection, SocketConnection
from solacore.server import Server

T = TypeVar("T")
_loops: dict[str, asyncio.AbstractEventLoop] = {}


@contextmanager
def running_server() -> Iterator[str]:
    """Serves the application on a free port; gives its address."""
    config = uvicorn.Config(
        "solacore.asgi:application",
        host="127.0.0.1",
        port=0,
        http=HTTPConnection,
        ws=SocketConnection,
        lifespan="on",
        log_config=None,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(server.serve()), name="server", daemon=True
    )
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    base_url = f"http://127.0.0.1:{port}"
    _loops[base_url] = loop
    try:
        yield base_url
    finally:
        # At once: a reply that a test has left running is of no use any more.
        server.should_exit = server.force_exit = True
        thread.join(20)
        loop.close()


def run_in_server(base_url: str, work: Coroutine[Any, Any, T]) -> T:
    """Runs something in the event loop of a running server, where its connections live."""
    return asyncio.run_coroutine_threadsafe(work, _loops[base_url]).result(10)
