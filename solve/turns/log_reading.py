"""Reading a turn's events from Redis, in any process; what writes them is `solve.turns.log`."""

import uuid
from collections.abc import Mapping, Sequence
from itertools import count

import structlog

from solacore.common.redis_client import REDIS_FAILURES, redis_client
from solve.turns.events import Event, EventName
from solve.turns.log import log_entry, log_key

logger = structlog.get_logger(__name__)

# Milliseconds that a reader waits for the next event before it does something else; below Redis's timeout.
WAIT_MS = 500
# Events that a reader takes at once: what it holds while its client is slow.
EVENTS_AT_ONCE = 500


class LogUnavailableError(Exception):
    """Redis does not answer, or does not have all of a turn's events."""


async def log_read(message_id: uuid.UUID, *, after: int, waits: bool) -> list[Event]:
    """The next events after that number, none missing; an empty list when there are none.

    Args:
        message_id: the reply.
        after: the number.
        waits: whether to wait for an event, up to WAIT_MS.

    Raises:
        LogUnavailableError: they can't be had from Redis now.
    """
    try:
        found = await redis_client().xread(
            {log_key(message_id): f"{after}-0"}, count=EVENTS_AT_ONCE, block=WAIT_MS if waits else None
        )
    except REDIS_FAILURES as error:
        raise LogUnavailableError from error
    return _without_gap(found[0][1], after) if found else []


async def log_text(message_id: uuid.UUID) -> str:
    """What the tokens of a turn's log say, as far as none is missing; "" when Redis is down or knows none."""
    pieces: list[str] = []
    position = 0
    try:
        while events := await log_read(message_id, after=position, waits=False):
            position = events[-1].id or position
            pieces += (event.payload()["content"] for event in events if event.name == EventName.TOKEN)
    except LogUnavailableError:
        return ""
    return "".join(pieces)


async def log_close(message_id: uuid.UUID, event: Event) -> None:
    """Appends the terminal event to a log whose process died, so that its readers end at once."""
    try:
        await redis_client().xadd(log_key(message_id), log_entry(event), id=f"{event.id}-0", nomkstream=True)
    except REDIS_FAILURES as error:
        logger.warning("turn_log_unavailable", error=type(error).__name__, turns=1)


def _without_gap(entries: Sequence[tuple[bytes, Mapping[bytes, bytes]]], after: int) -> list[Event]:
    """Decodes entries, up to a gap; the end of a turn whose process died leaves room for what it lost.

    Raises:
        LogUnavailableError: the gap comes first.
    """
    events: list[Event] = []
    for number, (entry_id, fields) in zip(count(after + 1), entries, strict=False):
        event = Event(int(entry_id.split(b"-")[0]), EventName(fields[b"e"].decode()), fields[b"d"].decode())
        if event.id != number and not event.is_terminal:
            break
        events.append(event)
    if entries and not events:
        raise LogUnavailableError
    return events
