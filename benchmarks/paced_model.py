"""A model server for benchmarks: OpenAI's streamed chat completions at a steady pace.

Usage: paced_model.py PORT

`POST /TOKENS/SECONDS/v1/chat/completions` answers with TOKENS words, one every SECONDS. It ends when its
standard input does, so that it never outlives who started it.
"""

import asyncio
import json
import sys
from functools import cache
from typing import cast

import httptools
import uvloop

BACKLOG = 4096
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


def words(tokens: int) -> list[str]:
    """The reply of so many tokens."""
    return [f"word{number} " for number in range(tokens)]


def _http_chunk(data: object) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"))
    block = f"data: {text}\n\n".encode()
    return b"%x\r\n%s\r\n" % (len(block), block)


def _delta(delta: dict[str, str], finish: str | None = None) -> dict[str, object]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-benchmark", "object": "chat.completion.chunk", "created": 1, "model": "paced"}
    return {**head, "service_tier": "default", "choices": [choice], "usage": None}


@cache
def _reply(tokens: int) -> tuple[bytes, list[bytes], bytes]:
    """The bytes of a reply: its beginning, each word, its end."""
    usage = {"prompt_tokens": 100, "completion_tokens": tokens, "total_tokens": 100 + tokens}
    end = [_delta({}, "stop"), {**_delta({}), "choices": [], "usage": usage}, "[DONE]"]
    return (
        HEAD + _http_chunk(_delta({"role": "assistant", "content": ""})),
        [_http_chunk(_delta({"content": word})) for word in words(tokens)],
        b"".join(map(_http_chunk, end)) + LAST_CHUNK,
    )


class PacedModel(asyncio.Protocol):
    """One connection, with one request after the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's own.
        self._transport = cast(asyncio.Transport, transport)
        self._parser = httptools.HttpRequestParser(self)
        self._next: asyncio.Handle | None = None
        self._path = b""

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        del error
        if self._next is not None:
            self._next.cancel()

    def on_url(self, url: bytes) -> None:
        self._path = url

    def on_message_complete(self) -> None:
        _, tokens, seconds, *_ = self._path.decode().split("/")
        begin, self._words, self._end = _reply(int(tokens))
        self._transport.write(begin)
        self._pace = float(seconds)
        self._said = 0
        self._began = asyncio.get_running_loop().time()
        self._wait()

    def _wait(self) -> None:
        due = self._began + (self._said + 1) * self._pace
        self._next = asyncio.get_running_loop().call_at(due, self._say)

    def _say(self) -> None:
        self._transport.write(self._words[self._said])
        self._said += 1
        if self._said < len(self._words):
            self._wait()
        else:
            self._transport.write(self._end)


async def serve(port: int) -> None:
    """Serves until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(PacedModel, "127.0.0.1", port, backlog=BACKLOG)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
