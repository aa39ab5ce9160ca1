"""A model that stops in the middle of its reply until a test lets it go on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange

FIRST = "It sounds as if two things pull at you at once. "
REST = "One is what you promised. The other is what you need. Which of them is louder today?"


class SlowModel:
    """Writes FIRST, waits for `go`, then writes REST."""

    def __init__(self) -> None:
        """Nothing may go on yet."""
        self.go = threading.Event()

    async def script(self, exchange: Exchange) -> None:
        """One reply."""
        await openai_wire.begin(exchange, *_words(FIRST))
        while not self.go.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.02)
        for word in _words(REST):
            await openai_wire.text(exchange, word)
        await openai_wire.complete(exchange)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Lets the model go on at the end, also when the test has failed."""
        try:
            yield
        finally:
            self.go.set()


def _words(text: str) -> list[str]:
    return [f"{word} " for word in text.split()]
