"""A request that a client sends before the stream before it has ended, on the same connection."""

import json
import socket
from urllib.parse import urlsplit

from solacore.testing.clients import Native


def test_what_follows_a_stream_on_its_connection_is_answered(server: str, person: Native) -> None:
    body = json.dumps({"content": "My shop closes.", "step": "receive"})
    headers = "".join(f"{name}: {value}\r\n" for name, value in person.headers(Host="127.0.0.1").items())
    session_id = person.start()
    sent = (
        f"POST /sessions/{session_id}/messages HTTP/1.1\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        f"GET /auth/me HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"
    )
    port = urlsplit(server).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent.encode())
        received = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    statuses = [line.split()[1] for line in received.splitlines() if line.startswith("HTTP/1.1 ")]
    assert statuses == ["200", "200"]
    assert person.user["email"] in received
