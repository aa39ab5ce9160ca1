"""The load of benchmarks/streams.py: opens streams at once and reads them to their ends.

Reads a `Load` as JSON from standard input and prints a `Report` as JSON.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import cast

import httptools
import uvloop

TOKEN, DONE = b"event: token\n", b"event: done\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What to open.

    Attributes:
        port: the server's, on this machine.
        requests: each one's bytes, as text.
        text: what each stream must say.
        seconds: when to give up.
    """

    port: int
    requests: list[str]
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it.

    Attributes:
        first_tokens: of each stream that got one, seconds from opening its connection to its first token.
        failures: how many streams ended how, but for those that said all and were done.
        seconds: from the first connection to the end of the last stream.
    """

    first_tokens: list[float]
    failures: dict[str, int]
    seconds: float


class Stream(asyncio.Protocol):
    """One request and its event stream."""

    def __init__(self, request: bytes) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.first_token: float | None = None
        self.body = bytearray()
        self.began = time.monotonic()
        self._request = request
        self._parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's own.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.body += body
        if self.first_token is None and TOKEN in self.body:
            self.first_token = time.monotonic() - self.began

    def on_message_complete(self) -> None:
        self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        del error
        if not self.ended.done():
            self.ended.set_result(None)

    def failure(self, text: str) -> str | None:
        """What is wrong with how it ended, None when nothing is."""
        if not self.ended.done():
            return "still open at the deadline"
        if DONE not in self.body:
            events = re.findall(rb"(?m)^event: (\w+)", self.body) or [b"none"]
            return f"status {self._parser.get_status_code()}, last event: {events[-1].decode()}"
        blocks = self.body.decode().split("\n\n")
        tokens = [block.partition("data: ")[2] for block in blocks if "event: token" in block]
        said = "".join(json.loads(token)["content"] for token in tokens)
        return None if said == text else "not the whole text"


async def _opened(load: Load, request: str) -> Stream:
    stream = Stream(request.encode())
    try:
        await asyncio.get_running_loop().create_connection(lambda: stream, "127.0.0.1", load.port)
    except OSError:
        stream.ended.cancel()
    return stream


async def run(load: Load) -> Report:
    """Opens all streams at once and waits for their ends."""
    began = time.monotonic()
    streams = await asyncio.gather(*(_opened(load, request) for request in load.requests))
    await asyncio.wait([stream.ended for stream in streams], timeout=load.seconds)
    seconds = time.monotonic() - began
    failures = Counter(failure for stream in streams if (failure := stream.failure(load.text)))
    first_tokens = [stream.first_token for stream in streams if stream.first_token is not None]
    return Report(sorted(first_tokens), dict(failures), seconds)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Load(**json.load(sys.stdin)))))))
