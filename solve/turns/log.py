"""A turn's events in Redis, where other processes and later connections find them.

Each turn has one stream whose entry ids are the event numbers ("7-0"), so that `Last-Event-ID` is a
position in it. It is written behind the turn and never waited for: with Redis down a turn goes on.
"""

import asyncio
import time
import uuid
from collections.abc import Iterable, Sequence

import structlog
from django.conf import settings
from django_redis import get_redis_connection
from redis.asyncio.client import Pipeline
from redis.typing import EncodableT, FieldT

from solacore.common.redis_client import REDIS_FAILURES, redis_client
from solve.turns.events import Event
from solve.turns.live import LiveTurn

logger = structlog.get_logger(__name__)

# Seconds between two flushes: a token waits at most this long for a reader in another process.
FLUSH_SECONDS = 0.03
# Seconds to leave Redis alone after it failed.
BACK_OFF_SECONDS = 1.0
# Each batch must be answered within Redis's timeout, also while thousands of turns run.
COMMANDS_AT_ONCE = 200


def log_key(message_id: uuid.UUID) -> str:
    """Where a turn's events are in Redis."""
    return f"solacore:turn:{message_id}"


def log_entry(event: Event) -> dict[FieldT, EncodableT]:
    """An event as Redis has it; its number is the entry's id."""
    return {"e": event.name.value, "d": event.data}


class LogWriter:
    """Writes the events of this process's turns, behind them."""

    def __init__(self) -> None:
        """Starts with nothing to write."""
        self._written: dict[LiveTurn, int] = {}
        self._broken: set[LiveTurn] = set()
        # When each log's time to live was last set.
        self._kept_since: dict[LiveTurn, float] = {}
        self._flushing = asyncio.Lock()

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
        async with self._flushing:
            fresh = {
                turn: turn.events[done:] for turn, done in self._written.items() if len(turn.events) > done
            }
            try:
                lost = await self._write(fresh)
            except REDIS_FAILURES as error:
                logger.warning("turn_log_unavailable", error=type(error).__name__, turns=len(fresh))
                # It may have lost everything, or have taken a part.
                self._begin_again(fresh)
                # The database has the text of a turn that has ended.
                self._forget([turn for turn in fresh if turn.ended])
                return False
            self._broken.difference_update(fresh)
            for turn, events in fresh.items():
                self._written[turn] += len(events)
            self._begin_again(lost)
            self._forget([turn for turn in fresh if turn.ended and self._written[turn] == len(turn.events)])
            return True

    async def _write(self, fresh: dict[LiveTurn, list[Event]]) -> set[LiveTurn]:
        """Writes events; answers the turns whose earlier ones Redis no longer has, as after its restart."""
        lost: set[LiveTurn] = set()
        pipeline = redis_client().pipeline(transaction=False)
        owners: list[LiveTurn] = []
        for turn, events in fresh.items():
            before = len(pipeline)
            self._enqueue(pipeline, turn, events)
            owners += [turn] * (len(pipeline) - before)
            if len(pipeline) >= COMMANDS_AT_ONCE:
                lost |= _refused(owners, await pipeline.execute())
                owners = []
        return lost | _refused(owners, await pipeline.execute())

    def _enqueue(self, pipeline: Pipeline, turn: LiveTurn, events: Sequence[Event]) -> None:
        key = log_key(turn.message_id)
        if turn in self._broken or turn.is_deleted:
            pipeline.delete(key)
        if turn.is_deleted:
            return
        for event in events:
            entry = log_entry(event)
            # Without its beginning a log is not to be begun again in the middle.
            pipeline.xadd(key, entry, id=f"{event.id}-0", nomkstream=self._written[turn] > 0)
        if self._needs_keeping(turn):
            pipeline.expire(key, settings.TURN_LOG_SECONDS)

    def _begin_again(self, turns: Iterable[LiveTurn]) -> None:
        for turn in turns:
            self._broken.add(turn)
            self._written[turn] = 0

    def _needs_keeping(self, turn: LiveTurn) -> bool:
        """Whether to set a log's time to live, and notes that: at its beginning, its end and now and then."""
        now = time.monotonic()
        since = self._kept_since.get(turn)
        is_recent = since is not None and now - since < settings.TURN_LOG_SECONDS / 3
        if is_recent and not turn.ended and turn not in self._broken:
            return False
        self._kept_since[turn] = now
        return True

    def _forget(self, turns: Iterable[LiveTurn]) -> None:
        for turn in turns:
            del self._written[turn]
            self._broken.discard(turn)
            self._kept_since.pop(turn, None)


def _refused(owners: Sequence[LiveTurn], answers: Sequence[object]) -> set[LiveTurn]:
    """The turns of those commands that Redis answered with nothing: XADD's NOMKSTREAM without a stream."""
    return {owner for owner, answer in zip(owners, answers, strict=True) if answer is None}


def logs_delete(message_ids: Sequence[uuid.UUID]) -> None:
    """Removes the logs of deleted replies; with Redis down they go by themselves, after TURN_LOG_SECONDS."""
    try:
        pipeline = get_redis_connection().pipeline(transaction=False)
        for message_id in message_ids:
            pipeline.unlink(log_key(message_id))
        pipeline.execute()
    except REDIS_FAILURES as error:
        logger.warning("turn_log_unavailable", error=type(error).__name__, turns=len(message_ids))
