"""A small HTTP server of our own that plays somebody else's API: it can be slow, fail and refuse."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit

# Seconds for which a stalling fake says nothing, and in which whoever has a limit has given up on it.
STALL_SECONDS = 60
IN_TIME = 20


class Failure(Enum):
    """How a fake fails until told otherwise."""

    STALL = "never answers"
    STALL_MIDWAY = "begins an answer and never ends it"
    SERVER_ERROR = "500"
    REFUSAL = "401"
    GARBAGE = "no JSON"
    NOT_AN_OBJECT = "JSON, but no object"
    HANGS_UP = "closes the connection"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that a fake got.

    Attributes:
        method: in upper case.
        path: without the query.
        form: the fields of the query and of the form, nested names as they were sent ("metadata[user_id]").
        headers: by their names in lower case.
    """

    method: str
    path: str
    form: dict[str, str]
    headers: dict[str, str]


Answer = tuple[int, dict[str, Any]]


class Fake(Protocol):
    """What answers."""

    address: str
    failure: Failure | None
    calls: list[Call]
    released: threading.Event

    def answer(self, call: Call) -> Answer:
        """The status and body of the answer to a call."""


F = TypeVar("F", bound=Fake)


class FakeBase:
    """What every fake has: its address, how it fails, and what it was asked."""

    def __init__(self) -> None:
        """Fails nobody, and has been asked nothing."""
        self.address = ""
        self.failure: Failure | None = None
        self.calls: list[Call] = []
        self.released = threading.Event()

    def asked(self, method: str, path: str) -> list[Call]:
        """The calls of a method to a path."""
        return [call for call in self.calls if (call.method, call.path) == (method, path)]


class _Handler(BaseHTTPRequestHandler):
    fake: Fake
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the base class
        """Says nothing."""

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, url.path, dict(parse_qsl(url.query) + parse_qsl(body)), headers)
        self.fake.calls.append(call)
        match self.fake.failure:
            case None:
                self._answer(*self.fake.answer(call))
            case Failure.STALL | Failure.STALL_MIDWAY as failure:
                if failure is Failure.STALL_MIDWAY:
                    self._head(200, 1000)
                    self.wfile.write(b"{")
                self.fake.released.wait(STALL_SECONDS)
                self.close_connection = True
            case Failure.HANGS_UP:
                self.close_connection = True
            case Failure.SERVER_ERROR:
                self._answer(500, {"error": {"message": "an internal detail", "type": "api_error"}})
            case Failure.REFUSAL:
                message = "Invalid API Key provided: sk_test_internal-detail"
                self._answer(401, {"error": {"message": message, "type": "invalid_request_error"}})
            case Failure.GARBAGE:
                self._write(b"<html>an internal detail</html>")
            case Failure.NOT_AN_OBJECT:
                self._write(b"[]")

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self._write(json.dumps(body).encode(), status)

    def _write(self, body: bytes, status: int = 200) -> None:
        self._head(status, len(body))
        self.wfile.write(body)

    def _head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()


@contextmanager
def running(fake: F) -> Iterator[F]:
    """Serves a fake on a free port of 127.0.0.1."""
    handler = type("Handler", (_Handler,), {"fake": fake})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        fake.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield fake
        finally:
            fake.released.set()
            server.shutdown()
            thread.join()
