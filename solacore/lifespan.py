"""What an ASGI process does at its start and before its end."""

import asyncio

from solacore.common.body_limit import ASGIApp, Receive, Scope, Send
from solacore.common.redis_client import close_redis_client
from solacore.interpreter import settle
from solve.llm.registry import provider, vendors_load
from solve.sockets.hub import close_socket_hub
from solve.turns.engine import engine
from solve.turns.preparing import warm_up


class Lifespan:
    """ASGI middleware for the lifespan protocol, which Django does not speak."""

    def __init__(self, app: ASGIApp) -> None:
        """Args: app: the application behind."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection, or the process's life."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                engine().start()
                await asyncio.to_thread(warm_up)
                await asyncio.to_thread(vendors_load)
                settle()
                await send({"type": "lifespan.startup.complete"})
            else:
                await engine().shut_down()
                await close_socket_hub()
                await provider().aclose()
                await close_redis_client()
                await send({"type": "lifespan.shutdown.complete"})
                return
