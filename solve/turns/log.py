"""A turn's events in Redis, where other processes and later connections find them.

Each turn has one stream whose entry ids are the event numbers ("7-0"), so that `Last-Event-ID` is a
position in it. It is written behind the turn and never waited for: with Redis down a turn goes on.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence

import structlog
from django.conf import settings
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from solacore.common.redis_client import redis_client
from solve.turns.events import Event, EventName
from solve.turns.live import LiveTurn

logger = structlog.get_logger(__name__)

# Seconds between two flushes: a token waits at most this long for a reader in another process.
FLUSH_SECONDS = 0.03
# Seconds to leave Redis alone after it failed.
BACK_OFF_SECONDS = 1.0
# Each batch must be answered within Redis's timeout, also while thousands of turns run.
COMMANDS_AT_ONCE = 200
# Milliseconds that a reader waits for the next event before it looks whether the turn still runs.
BLOCK_MS = 500


def _key(message_id: uuid.UUID) -> str:
    return f"solacore:turn:{message_id}"


class LogWriter:
    """Writes the events of this process's turns, behind them."""

    def __init__(self) -> None:
        """Starts with nothing to write."""
        self._written: dict[LiveTurn, int] = {}
        self._broken: set[LiveTurn] = set()
        # When each log's time to live was last set.
        self._kept_since: dict[LiveTurn, float] = {}

    def add(self, turn: LiveTurn) -> None:
        """Begins the log of a turn."""
        self._written[turn] = 0

    @property
    def pending(self) -> bool:
        """Whether an ended turn still waits to be written."""
        return any(turn.ended for turn in self._written)

    async def run(self) -> None:
        """Flushes for ever."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            if self._written and not await self.flush():
                await asyncio.sleep(BACK_OFF_SECONDS)

    async def flush(self) -> bool:
        """Writes what is new; answers whether Redis took it."""
        fresh = {turn: turn.events[done:] for turn, done in self._written.items() if len(turn.events) > done}
        if not fresh:
            return True
        try:
            await self._write(fresh)
        except (RedisError, OSError) as error:
            logger.warning("turn_log_unavailable", error=type(error).__name__, turns=len(fresh))
            # It may have lost everything, or have taken a part: begin those logs again.
            self._broken.update(fresh)
            self._written.update(dict.fromkeys(fresh, 0))
            self._forget_ended(dict.fromkeys(fresh, 0))
            return False
        self._broken.difference_update(fresh)
        for turn, events in fresh.items():
            self._written[turn] += len(events)
        self._forget_ended(self._written)
        return True

    async def _write(self, fresh: dict[LiveTurn, list[Event]]) -> None:
        pipeline = redis_client().pipeline(transaction=False)
        for turn, events in fresh.items():
            key = _key(turn.message_id)
            if turn in self._broken or turn.is_deleted:
                pipeline.delete(key)
            if turn.is_deleted:
                continue
            for event in events:
                pipeline.xadd(key, {"e": event.name.value, "d": event.data}, id=f"{event.id}-0")
            if self._needs_keeping(turn):
                pipeline.expire(key, settings.TURN_LOG_SECONDS)
            if len(pipeline) >= COMMANDS_AT_ONCE:
                await pipeline.execute()
        await pipeline.execute()

    def _needs_keeping(self, turn: LiveTurn) -> bool:
        """Whether to set a log's time to live, and notes that: at its beginning, its end and now and then."""
        now = time.monotonic()
        since = self._kept_since.get(turn)
        is_recent = since is not None and now - since < settings.TURN_LOG_SECONDS / 3
        if is_recent and not turn.ended and turn not in self._broken:
            return False
        self._kept_since[turn] = now
        return True

    def _forget_ended(self, written: dict[LiveTurn, int]) -> None:
        """An ended turn leaves when it is written, or when Redis is gone: the database has its text."""
        for turn in [turn for turn in written if turn.ended]:
            if self._written[turn] == len(turn.events) or turn in self._broken:
                del self._written[turn]
                self._broken.discard(turn)
                self._kept_since.pop(turn, None)


async def log_knows(message_id: uuid.UUID, number: int) -> bool:
    """Whether a turn's log has the event with that number; False as well when Redis is down."""
    try:
        return bool(await redis_client().xrange(_key(message_id), min=f"{number}-0", max=f"{number}-0"))
    except (RedisError, OSError):
        return False


async def log_follow(message_id: uuid.UUID, *, after: int) -> AsyncIterator[Event | None]:
    """Events after that number as they come, and None whenever there was nothing for a while.

    Ends at the terminal event, or when Redis fails.
    """
    position = after
    while True:
        try:
            found = await redis_client().xread({_key(message_id): f"{position}-0"}, block=BLOCK_MS)
        except (RedisError, OSError):
            return
        if not found:
            yield None
            continue
        for event in _decode(found[0][1]):
            position = event.id or position
            yield event
            if event.is_terminal:
                return


async def log_close(message_id: uuid.UUID, event_name: EventName, data: str) -> None:
    """Appends a terminal event to a log whose process died, so that its readers end at once."""
    key = _key(message_id)
    try:
        last = await redis_client().xrevrange(key, count=1)
        if last:
            number = int(last[0][0].split(b"-")[0]) + 1
            await redis_client().xadd(key, {"e": event_name.value, "d": data}, id=f"{number}-0")
    except (RedisError, OSError) as error:
        logger.warning("turn_log_unavailable", error=type(error).__name__, turns=1)


def logs_delete(message_ids: Sequence[uuid.UUID]) -> None:
    """Removes the logs of deleted replies; with Redis down they go by themselves, after TURN_LOG_SECONDS."""
    try:
        pipeline = get_redis_connection().pipeline(transaction=False)
        for message_id in message_ids:
            pipeline.unlink(_key(message_id))
        pipeline.execute()
    except (RedisError, OSError) as error:
        logger.warning("turn_log_unavailable", error=type(error).__name__, turns=len(message_ids))


def _decode(entries: Iterable[tuple[bytes, dict[bytes, bytes]]]) -> Iterable[Event]:
    for entry_id, fields in entries:
        yield Event(int(entry_id.split(b"-")[0]), EventName(fields[b"e"].decode()), fields[b"d"].decode())
