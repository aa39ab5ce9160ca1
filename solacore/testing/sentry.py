"""A server that speaks Sentry's protocol and keeps what it is sent."""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Seconds to wait for what is sent behind a request.
_PATIENCE = 10.0


class SentryServer:
    """Its envelopes, as text and as items (https://develop.sentry.dev/sdk/data-model/envelopes/)."""

    def __init__(self, port: int) -> None:
        """Args: port: where it listens."""
        self.dsn = f"http://public@127.0.0.1:{port}/7"
        self.envelopes: list[str] = []

    def items(self, kind: str) -> list[dict[str, Any]]:
        """The payloads of one kind, such as "event" or "transaction"."""
        found = []
        for envelope in self.envelopes:
            rows = envelope.split("\n")[1:]
            for header, payload in zip(rows[::2], rows[1::2], strict=False):
                if header and json.loads(header).get("type") == kind:
                    found.append(json.loads(payload))
        return found

    def wait_for(self, kind: str, **fields: str) -> dict[str, Any]:
        """The first payload of a kind that has these fields or tags, as soon as it is there."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            for item in self.items(kind):
                if fields.items() <= {**item, **item.get("tags", {})}.items():
                    return item
            time.sleep(0.02)
        raise AssertionError(f"no {kind} with {fields} among {self.envelopes}")


@contextmanager
def sentry_server() -> Iterator[SentryServer]:
    """Runs the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Takes an envelope."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            kept.envelopes.append(body.decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = SentryServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
