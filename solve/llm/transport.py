"""The HTTP client under the vendors' SDKs: pooled, kept alive, and bounded in what it reads."""

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
# An event carries a few words; a server that sends its whole reply in one event stays far below this.
MAX_EVENT_BYTES = 256 * 1024
# The longest replies are about 1 MB on the wire, as each token travels in an envelope of its own.
MAX_REPLY_BYTES = 8 * 1024 * 1024
MAX_ERROR_BYTES = 64 * 1024

# At DEBUG they write whole request bodies, and httpx2 writes whole URLs at INFO.
_TALKATIVE_LOGGERS = ("openai", "anthropic", "httpx2", "aiohttp")
_BLANK_LINES = (b"\n\n", b"\r\n\r\n", b"\r\r")
_LONGEST_BLANK_LINE = max(map(len, _BLANK_LINES))

T = TypeVar("T")


class _BoundedReply(httpx2.AsyncByteStream):
    """An event stream's bytes, until an event or the whole grows too large.

    The SDKs' decoders collect an event until its blank line comes, whatever its size.
    """

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        total = event = 0
        tail = b""
        async for chunk in self._stream:
            total += len(chunk)
            seen = tail + chunk
            end = max(seen.rfind(blank) for blank in _BLANK_LINES)
            event = event + len(chunk) if end < 0 else len(seen) - end
            if event > MAX_EVENT_BYTES or total > MAX_REPLY_BYTES:
                raise httpx2.RemoteProtocolError("The reply is too large.")
            tail = seen[1 - _LONGEST_BLANK_LINE :]
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


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


async def _bound(response: httpx2.Response) -> None:
    """Limits what is read of a response; a compressed one, which would escape the limits, is an error."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise httpx2.DecodingError("The response is compressed, against the request's Accept-Encoding.")
    stream = response.stream
    assert isinstance(stream, httpx2.AsyncByteStream)
    response.stream = _BoundedReply(stream) if response.is_success else _BoundedError(stream)


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
        event_hooks={"response": [_bound]},
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
