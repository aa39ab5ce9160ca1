"""The end of a server whose clients don't read or don't answer."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from pytest_django import Settings

from solacore import connections
from solacore.common.body_limit import Receive, Scope, Send
from solacore.connections import HTTPConnection, SocketConnection

pytestmark = pytest.mark.pure

PIECE = b"word " * 20_000
HANDSHAKE = (
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Talker:
    """An application that says more than any buffer holds, and notes how its connections end."""

    def __init__(self) -> None:
        self.stuck = 0
        self.ends: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            frame: dict[str, object] = {"type": "websocket.send", "bytes": PIECE}
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            frame = {"type": "http.response.body", "body": PIECE, "more_body": True}
        talking = asyncio.create_task(self._talk(send, frame))
        try:
            while (await receive())["type"] not in {"websocket.disconnect", "http.disconnect"}:
                pass
            self.ends.append("left")
        except asyncio.CancelledError:
            self.ends.append("cancelled")
            raise
        finally:
            talking.cancel()

    async def _talk(self, send: Send, frame: dict[str, object]) -> None:
        while True:
            try:
                await asyncio.wait_for(asyncio.shield(sending := asyncio.ensure_future(send(frame))), 0.5)
            except TimeoutError:
                self.stuck += 1
                await sending


@contextmanager
def _serving(app: Talker) -> Iterator[int]:
    config = uvicorn.Config(
        app,
        port=0,
        http=HTTPConnection,
        ws=SocketConnection,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("opening", [REQUEST, HANDSHAKE], ids=["stream", "socket"])
def test_who_does_not_read_is_cut_off_in_order(
    opening: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SOCKET_STALL_SECONDS = 600
    monkeypatch.setattr(connections, "ENDING_SECONDS", 0.2)
    app = Talker()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with _serving(app) as port:
            client.connect(("127.0.0.1", port))
            client.sendall(opening.encode())
            while not app.stuck:
                time.sleep(0.01)
    assert app.ends == ["left"]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
