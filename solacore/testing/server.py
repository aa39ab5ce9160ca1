"""The real ASGI application in a thread of the test process: real HTTP, real PostgreSQL, real Redis."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


@contextmanager
def running_server() -> Iterator[str]:
    """Serves the application on a free port; gives its address."""
    config = uvicorn.Config(
        "solacore.asgi:application",
        host="127.0.0.1",
        port=0,
        lifespan="on",
        log_config=None,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), name="server", daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
