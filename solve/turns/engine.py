"""Runs turns. A turn is a task of its own; connections only watch it (docs/architecture.md, "A turn")."""

import asyncio
import time
import uuid
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import Error as DatabaseError

from solacore.common.cancelling import cancel_and_wait
from solacore.common.database import upkeep_in_database
from solve.metrics import stream_measured
from solve.turns.dying import dead_turns_interrupt
from solve.turns.ending import turns_checkpoint
from solve.turns.live import LiveTurn, LiveTurns
from solve.turns.log import LogWriter
from solve.turns.preparing import Prepared
from solve.turns.rush import rush
from solve.turns.writing import turn_write

logger = structlog.get_logger(__name__)
T = TypeVar("T")

# Seconds that interrupted turns get to store what they have.
INTERRUPT_SECONDS = 5.0


class TurnEngine:
    """The turns of one process and the loops that keep them."""

    def __init__(self) -> None:
        """Starts idle; the loops begin with `start` or with the first turn."""
        self.live = LiveTurns()
        self.log = LogWriter()
        # Whether the turns of this process are over for good.
        self.settled = False
        self._deadline: float | None = None
        self._beginnings: set[asyncio.Task[Any]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Starts the loops, once."""
        if not self._loops:
            loops: list[Coroutine[Any, Any, None]] = [self._checkpoint(), self._sweep(), self.log.run()]
            self._loops = [asyncio.create_task(loop) for loop in loops]

    def begin(self, beginning: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Runs what stores and launches a turn: the engine doesn't settle before it has."""
        task = asyncio.create_task(beginning)
        self._beginnings.add(task)
        task.add_done_callback(self._beginnings.discard)
        return task

    def launch(self, prepared: Prepared) -> LiveTurn:
        """Runs a turn that has begun, whatever becomes of the request that began it."""
        self.start()
        live = LiveTurn(prepared.turn.message_id)
        self.live.add(live)
        self.log.add(live)
        task = asyncio.create_task(self._run(prepared, live))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return live

    def request_stop(self, message_id: uuid.UUID) -> None:
        """Stops a turn at once if this process runs it; another one looks at its next checkpoint."""
        live = self.live.get(message_id)
        if live is not None:
            live.stop()

    def drain(self) -> None:
        """Takes no more turns; those that run get TURN_SHUTDOWN_SECONDS from now."""
        if self._deadline is None:
            self._deadline = time.monotonic() + settings.TURN_SHUTDOWN_SECONDS

    def hurry(self) -> None:
        """Takes no more turns, and has no time for those that run."""
        self._deadline = time.monotonic()

    @property
    def draining(self) -> bool:
        """Whether this process takes no more turns."""
        return self._deadline is not None

    async def settle(self) -> None:
        """Waits for running turns as long as they may take, interrupts the rest, and tells all in Redis."""
        self.drain()
        if self._beginnings:
            await asyncio.wait(self._beginnings, timeout=self._seconds_left())
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._seconds_left())
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=INTERRUPT_SECONDS)
        await self.log.flush()
        self.settled = True

    async def shut_down(self) -> None:
        """Settles the turns and ends the loops that keep them."""
        await self.settle()
        await cancel_and_wait(self._loops)
        self._loops = []

    def _seconds_left(self) -> float:
        return max(0.1, (self._deadline or 0.0) - time.monotonic())

    async def _run(self, prepared: Prepared, live: LiveTurn) -> None:
        try:
            with stream_measured(live), rush().waiting(live):
                await turn_write(prepared, live)
        finally:
            self.live.remove(live)

    async def _checkpoint(self) -> None:
        while True:
            await asyncio.sleep(settings.TURN_CHECKPOINT_SECONDS)
            written = {live.message_id: live.content() for live in self.live if not live.ended}
            if not written:
                continue
            try:
                stops = await upkeep_in_database(turns_checkpoint, written)
            except DatabaseError as error:
                logger.warning("checkpoint_failed", error=type(error).__name__, turns=len(written))
                continue
            for message_id in stops:
                self.request_stop(message_id)

    async def _sweep(self) -> None:
        while True:
            try:
                await dead_turns_interrupt()
            except DatabaseError as error:
                logger.warning("sweep_failed", error=type(error).__name__)
            await asyncio.sleep(settings.TURN_SWEEP_SECONDS)


_engines: dict[asyncio.AbstractEventLoop, TurnEngine] = {}


def engine() -> TurnEngine:
    """The engine of the running loop; a server process has one."""
    loop = asyncio.get_running_loop()
    if loop not in _engines:
        for closed in [known for known in _engines if known.is_closed()]:
            del _engines[closed]
        _engines[loop] = TurnEngine()
    return _engines[loop]


def drain_all() -> None:
    """Takes no more turns in this process."""
    for running in _engines.values():
        running.drain()


def is_draining() -> bool:
    """Whether this process takes no more turns."""
    return any(running.draining for running in _engines.values())
