"""Server-sent events as models send them, bounded in size.

The vendors' SDKs read them as well, but through six generators, and with the whole request at hand until the
reply has ended: 20 KB more for each open stream.
"""

from collections.abc import Iterator
from typing import NamedTuple

# An event carries a few words; a server that sends its whole reply in one event stays far below this.
MAX_EVENT_BYTES = 256 * 1024
# The longest replies are about 1 MB on the wire, as each token travels in an envelope of its own.
MAX_REPLY_BYTES = 8 * 1024 * 1024


class TooLargeError(Exception):
    """An event, or the whole stream, is larger than any reply."""


class SentEvent(NamedTuple):
    """One event.

    Attributes:
        name: its name, empty where it has none.
        data: its data, lines joined by a line feed.
    """

    name: bytes
    data: bytes


class EventDecoder:
    """Finds the events in the bytes of one stream. Ids and times to reconnect mean nothing here.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    """

    __slots__ = ("_after_cr", "_data", "_event_bytes", "_line", "_name", "_total_bytes")

    def __init__(self) -> None:
        """Starts with nothing read."""
        self._line = bytearray()
        self._after_cr = False
        self._name = b""
        self._data: list[bytes] = []
        self._event_bytes = self._total_bytes = 0

    def feed(self, chunk: bytes) -> Iterator[SentEvent]:
        """The events that end in the next piece of the stream, wherever that was cut.

        Raises:
            TooLargeError: the stream has outgrown its limits.
        """
        if not chunk:
            return
        self._total_bytes += len(chunk)
        if self._after_cr:
            chunk = chunk.removeprefix(b"\n")
        self._after_cr = chunk.endswith(b"\r")
        for piece in chunk.splitlines(keepends=True):
            self._line += piece
            self._event_bytes += len(piece)
            if self._event_bytes > MAX_EVENT_BYTES or self._total_bytes > MAX_REPLY_BYTES:
                raise TooLargeError
            if piece.endswith((b"\n", b"\r")):
                line = bytes(self._line).rstrip(b"\r\n")
                self._line.clear()
                if line:
                    self._read(line)
                else:
                    yield from self._end_event()

    def _read(self, line: bytes) -> None:
        field, _, value = line.partition(b":")
        if field == b"event":
            self._name = value.removeprefix(b" ")
        elif field == b"data":
            self._data.append(value.removeprefix(b" "))

    def _end_event(self) -> Iterator[SentEvent]:
        if self._data:
            yield SentEvent(self._name, b"\n".join(self._data))
            self._data.clear()
        self._name = b""
        self._event_bytes = 0
