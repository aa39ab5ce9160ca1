"""A small HTTP server on loopback that plays a model vendor, faults included, as its script says."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

# Of a vendor's answer: it must never turn up in an exception or a log.
SECRET = "internal-shard-17-said-this"


@dataclass
class Received:
    """A request as it came over the wire; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Exchange:
    """One request and the means to answer it, well or badly."""

    received: Received
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def head(self, status: int = 200, **headers: str) -> None:
        """The status line and headers of a chunked response, an event stream unless said otherwise."""
        lines = {"content_type": "text/event-stream", "transfer_encoding": "chunked"} | headers
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        await self.raw(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode())

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def send(self, data: bytes) -> None:
        await self.raw(b"%x\r\n%b\r\n" % (len(data), data))

    async def event(self, data: object, name: str = "") -> None:
        text = data if isinstance(data, str) else json.dumps(data)
        await self.send((f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode())

    async def end(self) -> None:
        """The clean end of a chunked response; the connection lives on."""
        await self.raw(b"0\r\n\r\n")

    async def reset(self) -> None:
        """A connection torn down by a TCP reset."""
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def until_client_leaves(self) -> None:
        """Waits, silent, until the client closes the connection."""
        try:
            while await self.reader.read(1024):
                pass
        except ConnectionError:
            pass

    async def error(self, status: int, body: object, **headers: str) -> None:
        await self.head(status, content_type="application/json", **headers)
        await self.send(json.dumps(body).encode())
        await self.end()


Script = Callable[[Exchange], Awaitable[None]]


@dataclass
class VendorServer:
    """Answers the nth request with the nth script, and all further ones with the last.

    Attributes:
        port: where it listens, any free one to begin with.
        received: the requests so far.
        connections: how many connections were opened.
        open_connections: how many of them are open.
    """

    scripts: list[Script]
    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    open_connections: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, backlog=4096)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def all_closed(self) -> None:
        """Waits until the clients have closed every connection."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self.open_connections)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        self.open_connections += 1
        try:
            while not writer.is_closing() and (received := await self._request(reader)):
                script = self.scripts[min(len(self.received), len(self.scripts) - 1)]
                self.received.append(received)
                await script(Exchange(received, reader, writer))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            async with self._changed:
                self.open_connections -= 1
                self._changed.notify_all()

    @staticmethod
    async def _request(reader: asyncio.StreamReader) -> Received | None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Received(first.split(" ")[1], headers, json.loads(body))
