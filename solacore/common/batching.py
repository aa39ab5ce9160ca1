"""The same database work for many requests at once, so that a crowd costs little more than one of them.

While a batch is under way the next one gathers; a request that comes alone is a batch of its own and waits
for nobody. Nothing is put off in the hope of company.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from solacore.common.database import batch_in_database

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# Enough that a crowd is through in a few batches; few enough that its locks are held for a part of a second.
LARGEST_BATCH = 64


class Batches(Generic[Item, Answer]):
    """Work that is done in batches, one at a time in each event loop.

    Args:
        work: does it, in a thread, with the ORM. It answers each item in its place; an exception in a place
            is raised to whoever asked for that item, and an exception of the work itself to all of them.
        largest: items in a batch at most.
    """

    def __init__(
        self, work: Callable[[Sequence[Item]], Sequence[Answer | Exception]], *, largest: int = LARGEST_BATCH
    ) -> None:
        self._work = work
        self._largest = largest
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line[Item, Answer]] = WeakKeyDictionary()

    async def do(self, item: Item) -> Answer:
        """The answer for one item. Who stops waiting for it doesn't stop the work.

        Raises:
            Exception: whatever the work has put, or raised, for it.
        """
        loop = asyncio.get_running_loop()
        if loop not in self._lines:
            self._lines[loop] = _Line(self._work, self._largest)
        return await self._lines[loop].join(item)


class _Line(Generic[Item, Answer]):
    """Those who wait in one event loop."""

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Answer | Exception]], largest: int) -> None:
        self._work = work
        self._largest = largest
        self._waiting: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        self._serving: asyncio.Task[None] | None = None

    async def join(self, item: Item) -> Answer:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._serving is None or self._serving.done():
            # In a context of its own: what it logs belongs to no single request.
            self._serving = asyncio.create_task(self._serve(), context=contextvars.Context())
        return await answer

    async def _serve(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._largest))]
            for (_, future), answer in zip(batch, await self._answers(batch), strict=True):
                _settle(future, answer)

    async def _answers(
        self, batch: Sequence[tuple[Item, asyncio.Future[Answer]]]
    ) -> Sequence[Answer | Exception]:
        try:
            return await batch_in_database(self._work, [item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - each of those who wait gets it
            return [error] * len(batch)


def _settle(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
