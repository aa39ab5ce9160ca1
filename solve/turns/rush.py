"""First words first: while many wait for the first words of their replies, the others get theirs in pieces.

Reading a model token by token and ending replies costs as much as beginning some; put off for a fraction of a
second, which a reader hardly notices, it lets hundreds of replies begin together in a third of the time.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from weakref import WeakKeyDictionary

# Fewer than these don't slow each other down.
CROWD = 16
# Seconds for which a reply leaves its model alone, and then reads what has come meanwhile.
PAUSE_SECONDS = 0.5
READ_SECONDS = 0.01
# Seconds after which whoever still waits does so for a slow model, and nobody can help it by waiting.
MODEL_SECONDS = 0.5
# Seconds, at most, that the end of a reply is put off.
LATEST_END_SECONDS = 1.0


class Rush:
    """Those who wait for their first words in one event loop."""

    def __init__(self) -> None:
        """Starts with nobody."""
        self._waiting: set[object] = set()
        self._has_passed = asyncio.Event()

    @contextmanager
    def waiting(self, who: object) -> Iterator[None]:
        """Counts somebody who waits, until `served`, or the end of the block."""
        self._waiting.add(who)
        if self.is_on:
            self._has_passed.clear()
        try:
            yield
        finally:
            self.served(who)

    def asked(self, who: object) -> None:
        """The model has been asked for somebody's first words."""
        asyncio.get_running_loop().call_later(MODEL_SECONDS, self.served, who)

    def served(self, who: object) -> None:
        """Somebody's first words are there."""
        self._waiting.discard(who)
        if not self.is_on:
            self._has_passed.set()

    @property
    def is_on(self) -> bool:
        """Whether a crowd waits."""
        return len(self._waiting) > CROWD

    async def let_pass(self) -> None:
        """Waits until the crowd has its first words, or for LATEST_END_SECONDS."""
        if self.is_on:
            with suppress(TimeoutError):
                async with asyncio.timeout(LATEST_END_SECONDS):
                    await self._has_passed.wait()


class Pace:
    """How often one reply reads its model."""

    def __init__(self, rush: Rush) -> None:
        """Args: rush: to whom it gives way."""
        self._rush = rush
        self._reads_until = 0.0

    async def keep(self) -> None:
        """Pauses, after each piece that was read, where a crowd waits."""
        if not self._rush.is_on:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= self._reads_until:
            await asyncio.sleep(PAUSE_SECONDS)
            self._reads_until = loop.time() + READ_SECONDS


_rushes: "WeakKeyDictionary[asyncio.AbstractEventLoop, Rush]" = WeakKeyDictionary()


def rush() -> Rush:
    """The rush of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _rushes:
        _rushes[loop] = Rush()
    return _rushes[loop]
