"""Where the database work of asynchronous code runs."""

import asyncio
import threading

from django.conf import settings

from solacore.common.database import in_database, upkeep_in_database


async def test_upkeep_does_not_wait_behind_a_crowd_of_requests() -> None:
    may_end = threading.Event()
    crowd = [
        asyncio.ensure_future(in_database(may_end.wait, 60)) for _ in range(2 * settings.DATABASE_THREADS)
    ]
    await asyncio.sleep(0)  # the crowd is queued
    try:
        async with asyncio.timeout(10):
            assert await upkeep_in_database(lambda: "renewed") == "renewed"
        assert not any(request.done() for request in crowd)
    finally:
        may_end.set()
        await asyncio.gather(*crowd)
