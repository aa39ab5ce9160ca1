"""The HTTP client under the vendors' SDKs: pooled, kept alive, and bounded in what it reads of an error."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

import httpx2
from anthropic import DefaultAioHttpClient

from solve.llm.timeouts import Timeouts

# 2,000 replies at once in one process, with room for those that are just ending.
POOL_CONNECTIONS = 2_500
IDLE_CONNECTIONS = 200
IDLE_SECONDS = 30.0
MAX_ERROR_BYTES = 64 * 1024

# At DEBUG they write whole request bodies, and httpx2 writes whole URLs at INFO.
_TALKATIVE_LOGGERS = ("openai", "anthropic", "httpx2", "aiohttp")

T = TypeVar("T")


class _BoundedError(httpx2.AsyncByteStream):
    """The head of an error's body: the SDKs read such a body to its end before they raise."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MAX_ERROR_BYTES
        async for chunk in self._stream:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _trim(request: httpx2.Request) -> None:
    """Leaves out what the SDKs tell of this machine, and what would take 2 KB of each open stream."""
    for name in [name for name in request.headers if name.startswith("x-stainless-")]:
        del request.headers[name]


async def _bound(response: httpx2.Response) -> None:
    """Limits what is read of an error; a compressed response, which would escape all limits, is an error."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise httpx2.DecodingError("The response is compressed, against the request's Accept-Encoding.")
    if not response.is_success:
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _BoundedError(response.stream)


def http_client(timeouts: Timeouts) -> httpx2.AsyncClient:
    """A client for the vendors' SDKs; it belongs to the event loop that first uses it.

    Its read timeout is only a safety net below those of the caller: comments and pings reset it.
    """
    for name in _TALKATIVE_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    silence = max(timeouts.first_token, timeouts.between_tokens)
    return DefaultAioHttpClient(
        limits=httpx2.Limits(
            max_connections=POOL_CONNECTIONS,
            max_keepalive_connections=IDLE_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
        ),
        timeout=httpx2.Timeout(connect=timeouts.connect, read=silence, write=silence, pool=timeouts.connect),
        headers={"Accept-Encoding": "identity"},
        event_hooks={"request": [_trim], "response": [_bound]},
    )


class PerLoop(Generic[T]):
    """One object for each event loop, made on first use: connections work only on their own loop."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: dict[asyncio.AbstractEventLoop, T] = {}
        self._lock = threading.Lock()

    def get(self) -> T:
        """The running loop's object."""
        loop = asyncio.get_running_loop()
        with self._lock:
            # Nothing else tells of loops that ended, such as those of asgiref's async_to_sync.
            for ended in [other for other in self._made if other.is_closed()]:
                del self._made[ended]
            if loop not in self._made:
                self._made[loop] = self._make()
            return self._made[loop]

    def take(self) -> T | None:
        """Hands the running loop's object over to whoever closes it, if there is one."""
        with self._lock:
            return self._made.pop(asyncio.get_running_loop(), None)
