"""One thread for what Django does synchronously for streams."""

import asyncio
import contextvars
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from asgiref.sync import SyncToAsync, ThreadSensitiveContext

from solacore.common.body_limit import ASGIApp, Receive, Scope, Send

# Method and path of the requests that are answered by a stream.
_STREAM: Final = re.compile(r"POST /sessions/[^/]+/messages/?|GET /sessions/[^/]+/messages/[^/]+/stream/?")


class StreamThread:
    """ASGI middleware that has all streams share one thread.

    A stream's view is asynchronous, but Django closes every response in a thread. It would start one for each
    stream, and asgiref a second one to end the first: a millisecond of processor time, and the event loop
    waits until both run.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Args: app: the application behind."""
        self._app = app
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="streams")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if SyncToAsync.thread_sensitive_context.get(None) is not None:
            # uvicorn begins what follows a stream on its connection in its context, which has ended
            # or soon ends, as far as its thread is concerned.
            fresh = contextvars.Context()
            await asyncio.get_running_loop().create_task(self(scope, receive, send), context=fresh)
            return
        if scope["type"] != "http" or not _STREAM.fullmatch(f"{scope['method']} {scope['path']}"):
            await self._app(scope, receive, send)
            return
        async with ThreadSensitiveContext(executor=self._thread):
            await self._app(scope, receive, send)
