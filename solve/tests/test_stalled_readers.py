"""A client that stops reading in the middle of a reply is given up; the reply is not, and can be resumed."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from solacore.testing.clients import Native, read_events, text_of
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor

STORY = "I have told nobody at work why I keep missing deadlines."
PIECE = "word " * 2_000
PIECES = 800


async def _says_much(exchange: Exchange) -> None:
    await openai_wire.begin(exchange)
    for _ in range(PIECES):
        await openai_wire.text(exchange, PIECE)
    await openai_wire.complete(exchange)


@contextmanager
def _lazy_client(person: Native, request: bytes) -> Iterator[socket.socket]:
    """A connection with a small buffer, over which a request was sent."""
    address = urlsplit(str(person.http.base_url))
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect((address.hostname, address.port))
        client.sendall(request)
        yield client


def _request(person: Native, session_id: str) -> bytes:
    body = json.dumps({"content": STORY, "step": "receive"}).encode()
    lines = [
        f"POST /sessions/{session_id}/messages HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Authorization: Bearer {person.access}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def session_id(person: Native, vendor: StartVendor, settings: Settings) -> str:
    settings.SOCKET_STALL_SECONDS = 0.5
    settings.REPLY_MAX_CHARACTERS = 2 * len(PIECE) * PIECES
    vendor(_says_much)
    return person.start()


def test_it_is_cut_and_can_resume(person: Native, session_id: str) -> None:
    with _lazy_client(person, _request(person, session_id)) as client:
        assert client.recv(12) == b"HTTP/1.1 200"
        reply = _reply_when_ended(person, session_id)
        assert reply["content"].split() == ["word"] * 2_000 * PIECES
        time.sleep(0.6)  # what it is given up after
        received = _all_that_comes(client)
    assert len(received) < len(reply["content"])
    assert b"event: done" not in received
    path = f"/sessions/{session_id}/messages/{reply['id']}/stream"
    whole = list(read_events(person.get(path).text.split("\n")))
    assert (text_of(whole), whole[-1].name) == (reply["content"], "done")


def _all_that_comes(client: socket.socket) -> bytes:
    """What was on its way, up to the end that the server made."""
    received = b""
    with suppress(ConnectionResetError):
        while chunk := client.recv(1_000_000):
            received += chunk
    return received


def _reply_when_ended(person: Native, session_id: str) -> dict[str, str]:
    for _ in range(200):
        reply = dict(person.get(f"/sessions/{session_id}/messages").json()["messages"][-1])
        if reply["role"] == "assistant" and reply["status"] != "streaming":
            return reply
        time.sleep(0.1)
    raise AssertionError("The reply did not end.")
