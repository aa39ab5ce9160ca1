"""How a server takes connections."""

import asyncio
import errno
import os
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

import pytest
import uvloop

from solacore import listening
from solacore.listening import AT_ONCE, Listener

pytestmark = pytest.mark.pure

# More than any of these tests takes when all is well.
PATIENCE_SECONDS = 20


class _Guest(asyncio.Protocol):
    def __init__(self, served: list[asyncio.BaseTransport]) -> None:
        self._served = served

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._served.append(transport)


class _Door:
    """Who was served, at one listening socket."""

    def __init__(self, sock: socket.socket) -> None:
        self.served: list[asyncio.BaseTransport] = []
        self._listener = Listener(sock, self._serve)

    def _serve(self) -> asyncio.Protocol:
        return _Guest(self.served)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        await self._listener.wait_closed()
        for transport in self.served:
            transport.close()


@contextmanager
def _knocking(number: int) -> Iterator[socket.socket]:
    """A socket that listens, at which so many have knocked."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=2 * AT_ONCE))
        listener.setblocking(False)
        for _ in range(number):
            stack.enter_context(socket.create_connection(listener.getsockname()))
        yield listener


def test_all_who_wait_are_served_within_a_few_rounds_of_the_loop() -> None:
    async def rounds(sock: socket.socket) -> int:
        count = 0
        async with _Door(sock) as door:
            while len(door.served) < AT_ONCE and count < AT_ONCE:
                await asyncio.sleep(0)
                count += 1
        return count

    with _knocking(AT_ONCE) as sock:
        # The loop that takes one in each round.
        assert uvloop.run(rounds(sock)) < 10


def test_without_room_it_waits_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "PAUSE_SECONDS", 0.05)
    said: list[str] = []
    monkeypatch.setattr(listening.logger, "error", lambda event, **more: said.append(event + more["error"]))

    async def served_late(sock: socket.socket) -> None:
        with ExitStack() as full:
            full.enter_context(_no_free_files())
            async with _Door(sock) as door:
                await _until(lambda: len(said) > 1)
                assert door.served == []
                full.close()
                await _until(lambda: len(door.served) == 2)

    with _knocking(2) as sock:
        uvloop.run(served_late(sock))
    assert set(said) == {"no_room_for_connectionsEMFILE"}


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - nothing tells when it becomes true
            await asyncio.sleep(0.01)


def test_who_cannot_be_served_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(listening.logger, "warning", lambda event, **more: said.append(event + more["error"]))

    def refuse() -> asyncio.Protocol:
        raise ValueError

    async def unserved(sock: socket.socket) -> None:
        taking = Listener(sock, refuse)
        await _until(lambda: len(said) == 2)
        taking.close()

    with _knocking(2) as sock:
        uvloop.run(unserved(sock))
    assert said == ["connection_not_servedValueError"] * 2


def test_a_closed_one_takes_nobody() -> None:
    async def refuses() -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        port: int = listener.getsockname()[1]
        Listener(listener, asyncio.Protocol).close()
        await asyncio.sleep(0)
        return port

    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", uvloop.run(refuses()))) == errno.ECONNREFUSED


@contextmanager
def _no_free_files() -> Iterator[None]:
    """A process that may open no more files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    probe = os.dup(0)
    os.close(probe)
    resource.setrlimit(resource.RLIMIT_NOFILE, (probe, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
