"""HTTP/1.1 for many streams at once: httpx2's transport on httptools instead of httpcore2 and h11.

What the vendors' SDKs do stays as it is; only the bytes travel differently. With 500 open streams httpcore2
goes through all of its connections for each request, and spends more on a token than all the rest of a turn
(benchmarks/README.md).
"""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import httptools
import httpx2

# h11's limit for a head, and asyncio's own high-water mark for what nobody has read yet.
MAX_HEAD_BYTES = 100 * 1024
MAX_UNREAD_BYTES = 64 * 1024

Origin = tuple[str, str, int]


class Http1Transport(httpx2.AsyncBaseTransport):
    """Connections that are kept for the next request, on the event loop that uses them.

    It sends bodies whole, so a request must have its length, and knows no proxies.

    Args:
        max_connections: open ones, at most; a request beyond them waits for the `pool` timeout.
        max_idle: those that are kept without a request.
        idle_seconds: how long they are kept.
    """

    def __init__(self, *, max_connections: int, max_idle: int, idle_seconds: float) -> None:
        self._tls = httpx2.create_ssl_context()
        self._free = asyncio.Semaphore(max_connections)
        self._max_idle = max_idle
        self._idle_seconds = idle_seconds
        self._idle: list[_Connection] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See `httpx2.AsyncBaseTransport`."""
        message = await _message(request)
        timeouts = request.extensions.get("timeout", {})
        try:
            async with asyncio.timeout(timeouts.get("pool")):
                await self._free.acquire()
        except TimeoutError:
            raise httpx2.PoolTimeout("All connections are in use.", request=request) from None
        connection: _Connection | None = None
        try:
            connection = await self._connection(request, timeouts.get("connect"))
            connection.send(message, timeouts.get("read"))
            await connection.until_head()
        except BaseException:
            self._free.release()
            if connection is not None:
                connection.abort()
            raise
        return httpx2.Response(
            connection.status, headers=connection.headers, stream=_Body(self, connection), request=request
        )

    async def aclose(self) -> None:
        """Closes the idle connections."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.abort()

    def give_back(self, connection: "_Connection") -> None:
        """Keeps a connection whose response was read to its end, or closes it."""
        self._free.release()
        if not connection.is_reusable or len(self._idle) >= self._max_idle:
            connection.abort()
            return
        connection.rest()
        self._idle.append(connection)

    async def _connection(self, request: httpx2.Request, seconds: float | None) -> "_Connection":
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        origin = (url.scheme, url.raw_host.decode("ascii"), port)
        self._drop_stale()
        for index in range(len(self._idle) - 1, -1, -1):
            if self._idle[index].origin == origin:
                return self._idle.pop(index)
        return await self._connect(request, origin, seconds)

    def _drop_stale(self) -> None:
        """Closes what has rested too long; the oldest are the first."""
        oldest = asyncio.get_running_loop().time() - self._idle_seconds
        self._idle = [connection for connection in self._idle if not connection.is_closed]
        while self._idle and self._idle[0].resting_since < oldest:
            self._idle.pop(0).abort()

    async def _connect(self, request: httpx2.Request, origin: Origin, seconds: float | None) -> "_Connection":
        scheme, host, port = origin
        try:
            async with asyncio.timeout(seconds):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: _Connection(origin), host, port, ssl=self._tls if scheme == "https" else None
                )
        except TimeoutError:
            raise httpx2.ConnectTimeout("No connection in time.", request=request) from None
        except OSError as error:
            raise httpx2.ConnectError("No connection.", request=request) from error
        return connection


class _Body(httpx2.AsyncByteStream):
    """A response's body."""

    def __init__(self, transport: Http1Transport, connection: "_Connection") -> None:
        self._transport = transport
        self._connection: _Connection | None = connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._connection is not None and (chunk := await self._connection.read()):
            yield chunk

    async def aclose(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._transport.give_back(connection)


class _Connection(asyncio.Protocol):
    """One connection, with one response at a time."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.is_closed = False
        self.resting_since = 0.0
        self._waiting: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._begin_response()

    def _begin_response(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._parser = httptools.HttpResponseParser(self)
        self._has_head = self._is_complete = self._keeps_alive = self._is_busy = False
        self._head_bytes = 0
        self._chunks: list[bytes] = []
        self._unread = 0
        self._error: httpx2.TransportError | None = None

    @property
    def is_reusable(self) -> bool:
        """Whether another request may follow."""
        return self._keeps_alive and self._error is None and not self.is_closed

    def send(self, message: bytes, read_timeout: float | None) -> None:
        """Sends a request; each silence after it may last so many seconds."""
        self._begin_response()
        self._is_busy = True
        if self.is_closed:
            self._error = httpx2.ReadError("The connection is closed.")
            return
        self._transport.write(message)
        loop = asyncio.get_running_loop()
        self._heard = loop.time()
        if read_timeout is not None:
            self._timer = loop.call_later(read_timeout, self._look, read_timeout)

    async def until_head(self) -> None:
        """Waits for the status and the headers."""
        while not self._has_head:
            await self._news()

    async def read(self) -> bytes:
        """What has come of the body, or b"" at its end."""
        while not self._chunks:
            if self._is_complete:
                return b""
            await self._news()
        chunks, self._chunks = self._chunks, []
        if self._unread > MAX_UNREAD_BYTES:
            self._transport.resume_reading()
        self._unread = 0
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def rest(self) -> None:
        """Waits for the next request."""
        self._stop_timer()
        self._is_busy = False
        self.resting_since = asyncio.get_running_loop().time()

    def abort(self) -> None:
        """Closes the connection at once."""
        self._stop_timer()
        self.is_closed = True
        self._transport.abort()

    async def _news(self) -> None:
        if self._error is not None:
            raise self._error
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _fail(self, error: httpx2.TransportError) -> None:
        self._error = self._error or error
        self._wake()

    def _look(self, timeout: float) -> None:
        """One timer for a whole response: it looks whether the silence has been too long."""
        loop = asyncio.get_running_loop()
        left = self._heard + timeout - loop.time()
        if self._waiting is not None and left <= 0:
            self._fail(httpx2.ReadTimeout("Nothing came in time."))
            return
        self._timer = loop.call_later(left if left > 0 else timeout, self._look, timeout)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's own.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if not self._is_busy or self._is_complete:
            self.abort()
            return
        self._heard = asyncio.get_running_loop().time()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail(httpx2.RemoteProtocolError("The response is not HTTP/1.1."))
            self.abort()
            return
        if not self._has_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._fail(httpx2.RemoteProtocolError("The response's head is too large."))
                self.abort()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed = True
        self._stop_timer()
        if self._has_head and exc is None and not self._has_framing():
            # RFC 9112 §6.3: without a length, the body ends with the connection.
            self._is_complete = True
        if not self._is_complete:
            broken = httpx2.ReadError if exc is not None else httpx2.RemoteProtocolError
            self._fail(broken("The connection was closed before the end of the response."))
        self._wake()

    def _has_framing(self) -> bool:
        return any(name.lower() in {b"content-length", b"transfer-encoding"} for name, _ in self.headers)

    # -- httptools.HttpResponseParser

    def on_message_begin(self) -> None:
        if self._is_complete:
            self._error = httpx2.RemoteProtocolError("There is something after the response.")

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        self._has_head = self.status >= 200

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)
        was_full = self._unread > MAX_UNREAD_BYTES
        self._unread += len(body)
        if self._unread > MAX_UNREAD_BYTES and not was_full:
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self._has_head:
            self._is_complete = True
            self._keeps_alive = self._parser.should_keep_alive()
        else:  # an interim response (1xx): the real one follows
            self.headers = []


async def _message(request: httpx2.Request) -> bytes:
    """A request's bytes."""
    headers = request.headers.raw
    if any(byte in name + value for name, value in headers for byte in (b"\r", b"\n", b"\0")):
        raise httpx2.LocalProtocolError("A header holds a line break.", request=request)
    if "Transfer-Encoding" in request.headers:
        raise httpx2.LocalProtocolError("The body has no length.", request=request)
    body = await request.aread()
    target = request.url.raw_path
    head = [b"%s %s HTTP/1.1" % (request.method.encode(), target)]
    head += (b"%s: %s" % header for header in headers)
    return b"\r\n".join([*head, b"", body])
