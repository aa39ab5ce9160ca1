"""The turns that this process runs: each one's events, and whoever waits for the next."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from typing import Any, TypeVar, cast

from solve.turns.events import Event, EventName

T = TypeVar("T")

# Seconds after which a reader of a silent turn gets the chance to do something else.
IDLE_SECONDS = 1.0


class LiveTurn:
    """The event log of a running turn. Readers hold an index into it, so a slow one costs no memory."""

    def __init__(self, message_id: uuid.UUID) -> None:
        """Args: message_id: the reply that the turn writes."""
        self.message_id = message_id
        self.events: list[Event] = []
        self._text: list[str] = []
        # When the first words came, by the monotonic clock.
        self.first_said_at: float | None = None
        self.stop_requested = False
        # Whether the reply was deleted while it was written; nothing of it may stay in Redis then.
        self.is_deleted = False
        self._work: asyncio.Task[Any] | None = None
        self._waiting: set[asyncio.Future[bool]] = set()

    @property
    def ended(self) -> bool:
        """Whether the terminal event is there."""
        return bool(self.events) and self.events[-1].is_terminal

    def content(self) -> str:
        """The reply so far."""
        # Many short strings take ten times as much as one; a checkpoint asks for it every second.
        self._text = ["".join(self._text)]
        return self._text[0]

    def publish(self, name: EventName, data: Mapping[str, Any]) -> Event:
        """Appends an event and wakes everyone who waits for it."""
        event = Event.of(len(self.events) + 1, name, data)
        self.events.append(event)
        for waiter in self._waiting:
            _resolve(waiter, True)
        self._waiting.clear()
        return event

    def say(self, text: str) -> None:
        """Publishes a piece of the reply."""
        if self.first_said_at is None:
            self.first_said_at = time.monotonic()
        self._text.append(text)
        self.publish(EventName.TOKEN, {"content": text})

    async def work(self, writing: Coroutine[Any, Any, T]) -> T:
        """Runs what writes the reply, so that `stop` can end it and nothing after it.

        Raises:
            CancelledError: when it was stopped; `stop_requested` tells that from a shutdown.
        """
        self._work = asyncio.create_task(writing)
        if self.stop_requested:
            self._work.cancel()
        return cast(T, await self._work)

    def stop(self) -> None:
        """Ends the writing at once, also while a slow model keeps silent."""
        self.stop_requested = True
        if self._work is not None:
            self._work.cancel()

    async def follow(self, after: int) -> AsyncIterator[list[Event]]:
        """Every event after that number, the missed ones at once and the rest as they come.

        Yields none whenever there was nothing for IDLE_SECONDS.
        """
        position = after
        while True:
            if position < len(self.events):
                events = self.events[position:]
                position += len(events)
                yield events
                continue
            if self.ended:
                return
            if not await self._news():
                yield []

    async def _news(self) -> bool:
        """Waits for the next event; answers whether it came within IDLE_SECONDS.

        A timer and a future: `asyncio.timeout` costs several times as much, at every token of every reader.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bool] = loop.create_future()
        self._waiting.add(waiter)
        timer = loop.call_later(IDLE_SECONDS, _resolve, waiter, False)
        try:
            return await waiter
        finally:
            timer.cancel()
            self._waiting.discard(waiter)


def _resolve(waiter: asyncio.Future[bool], answer: bool) -> None:
    if not waiter.done():
        waiter.set_result(answer)


class LiveTurns:
    """The turns of this process, by the id of their reply."""

    def __init__(self) -> None:
        """Starts with none."""
        self._turns: dict[uuid.UUID, LiveTurn] = {}

    def __len__(self) -> int:
        return len(self._turns)

    def __iter__(self) -> Iterator[LiveTurn]:
        return iter(list(self._turns.values()))

    def add(self, turn: LiveTurn) -> None:
        """Registers a turn that begins."""
        self._turns[turn.message_id] = turn

    def get(self, message_id: uuid.UUID) -> LiveTurn | None:
        """The turn of a reply, if this process runs it."""
        return self._turns.get(message_id)

    def remove(self, turn: LiveTurn) -> None:
        """Forgets a turn that has ended."""
        self._turns.pop(turn.message_id, None)
