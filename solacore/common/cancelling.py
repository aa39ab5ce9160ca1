"""Ending tasks for certain."""

import asyncio
from collections.abc import Collection
from typing import Any

# Seconds after which a task that still runs is asked again.
ASK_AGAIN_SECONDS = 0.5


async def cancel_and_wait(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancels tasks and waits until they have ended, however they end.

    Asking once is not enough: until Python 3.12 `asyncio.wait_for`, by which redis-py sends, loses a
    request that comes just as it is done (https://github.com/python/cpython/issues/86296).
    """
    running = {task for task in tasks if not task.done()}
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=ASK_AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
