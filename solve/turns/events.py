"""The events of a turn, numbered from 1, in the forms that they travel in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

HEARTBEAT = b": keep-alive\n\n"


class EventName(StrEnum):
    """What can happen in a turn."""

    START = "start"
    TOKEN = "token"  # noqa: S105 - a piece of text, not a secret
    DONE = "done"
    ERROR = "error"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    RESET = "reset"


# `json.dumps` makes an encoder for each call that wants other than its defaults.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# More than any reply has: the number of an end that nobody counted, because the turn's process had died.
BEYOND_ALL_EVENTS = 2_000_000
TERMINAL = frozenset({EventName.DONE, EventName.ERROR, EventName.STOPPED, EventName.INTERRUPTED})


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        id: its number within the turn, from 1; None for an event that is not part of it (reset).
        name: what happened.
        data: its payload, as JSON text on one line.
    """

    id: int | None
    name: EventName
    data: str

    @classmethod
    def of(cls, number: int | None, name: EventName, data: Mapping[str, Any]) -> "Event":
        """An event from its payload."""
        return cls(number, name, _encode(data))

    @property
    def is_terminal(self) -> bool:
        """Whether the turn ends with this event."""
        return self.name in TERMINAL

    def payload(self) -> dict[str, Any]:
        """The payload as an object."""
        return cast(dict[str, Any], json.loads(self.data))

    def block(self) -> bytes:
        """The event as a block of a text/event-stream."""
        number = f"id: {self.id}\n" if self.id is not None else ""
        return f"{number}event: {self.name.value}\ndata: {self.data}\n\n".encode()

    def frame(self) -> str:
        """The event as a WebSocket frame."""
        number = "null" if self.id is None else str(self.id)
        return f'{{"event":"{self.name.value}","id":{number},"data":{self.data}}}'


RESET = Event.of(None, EventName.RESET, {"reason": "unknown_event_id"})
