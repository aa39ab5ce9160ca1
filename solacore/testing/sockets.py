"""A client's WebSocket of a session, over a real connection."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from solacore.testing.clients import Native, SentEvent

# Seconds to wait for a frame.
PATIENCE = 60
# Seconds to wait for the answer to a handshake; the first one may find a machine full of other tests.
OPEN_SECONDS = 60
# Seconds for which the end of a socket waits for its answer, which who has frames left to read never sees.
CLOSE_SECONDS = 1
NO_CODE = 1006
_TERMINAL = {"done", "error", "stopped", "interrupted"}


def problem_of(event: SentEvent) -> str:
    """The code of an event that must be the contract's answer to a refused frame."""
    assert (event.name, event.id) == ("error", None), event
    assert {"error", "detail"} <= set(event.data) <= {"error", "detail", "params"}, event
    return str(event.data["error"])


def socket_address(base_url: str, session_id: str) -> str:
    """Where the socket of a session is."""
    return f"{base_url.rstrip('/').replace('http', 'ws', 1)}/ws/sessions/{session_id}"


class Socket:
    """An open socket."""

    def __init__(self, opened: ClientConnection) -> None:
        """Args: opened: the connection."""
        self.raw = opened

    def say(self, kind: str = "message", **fields: Any) -> None:
        """Sends a frame."""
        self.raw.send(json.dumps({"type": kind, **fields}))

    def next(self) -> SentEvent:
        """The next event, whose frame must have the contract's keys."""
        frame = json.loads(self.raw.recv(PATIENCE))
        assert set(frame) == {"event", "id", "data"}, frame
        return SentEvent(frame["id"], frame["event"], frame["data"])

    def turn(self) -> list[SentEvent]:
        """The events up to the next terminal one."""
        events = [self.next()]
        while events[-1].name not in _TERMINAL:
            events.append(self.next())
        return events

    def problem(self) -> str:
        """The code of the next event, as in `problem_of`."""
        return problem_of(self.next())

    def until_closed(self) -> tuple[list[SentEvent], int]:
        """The events until the server closes the socket, and the code that it closes it with."""
        events = []
        try:
            while True:
                events.append(self.next())
        except ConnectionClosed as closed:
            return events, closed.rcvd.code if closed.rcvd else NO_CODE


@contextmanager
def connected(address: str, **how: Any) -> Iterator[Socket]:
    """A socket at an address; how: more arguments of `websockets.sync.client.connect`."""
    with connect(address, **{"open_timeout": OPEN_SECONDS, "close_timeout": CLOSE_SECONDS, **how}) as opened:
        yield Socket(opened)


@contextmanager
def open_socket(
    person: Native, session_id: str, *, base_url: str | None = None, **how: Any
) -> Iterator[Socket]:
    """A mobile client's socket.

    Args:
        person: who opens it.
        session_id: of which session.
        base_url: the server, by default the one that the person uses.
        how: as in `connected`.
    """
    address = socket_address(base_url or str(person.http.base_url), session_id)
    bearer = {"Authorization": f"Bearer {person.access}"}
    with connected(address, additional_headers=bearer, **how) as opened:
        yield opened


def refused(address: str, **how: Any) -> int:
    """The code that a socket is closed with before anything was said; how: as in `connected`."""
    with connected(address, **how) as opened:
        events, code = opened.until_closed()
    assert events == []
    return code
