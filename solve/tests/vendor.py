"""A model vendor for tests that are not asynchronous themselves."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from solve.tests.fakes.vendor_server import Script, VendorServer

StartVendor = Callable[..., VendorServer]


@contextmanager
def vendor_in_thread(scripts: list[Script]) -> Iterator[VendorServer]:
    """A vendor's server in a thread and loop of its own."""
    ready, done = threading.Event(), asyncio.Event()
    server = VendorServer(scripts)
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with server:
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()
