"""What one socket is sent: the turns of its session, one after the other."""

import asyncio
import uuid
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from typing import Any, cast

from django.conf import settings

from solacore.common.errors import TooManyRequestsError
from solve.errors import MessageNotFoundError
from solve.sockets.codes import CloseCode
from solve.turns.events import Event
from solve.turns.following import follow

# Turns of which a second word is no news.
TURNS_REMEMBERED = 16


class Feed:
    """Passes turns on to a client, each one as a whole: a frame doesn't say which turn it belongs to.

    A turn is passed on from its first event, so that a client that connects in the middle misses nothing;
    whatever it wants to see again of the turn that is being passed on, it gets by going back in it.
    """

    def __init__(self, send: Callable[[Event], Awaitable[None]]) -> None:
        """Args: send: sends an event to the client."""
        self._send = send
        self._waiting: deque[tuple[uuid.UUID, int | None]] = deque()
        self._known: deque[uuid.UUID] = deque(maxlen=TURNS_REMEMBERED)
        self._current: uuid.UUID | None = None
        self._goes_back = False
        self._code: CloseCode | None = None
        self._last_code: CloseCode | None = None
        self._news = asyncio.Event()

    def turn_began(self, message_id: uuid.UUID) -> None:
        """Adds a turn that runs; word of it may come several times.

        A client that lags so far behind that no room is left is closed, and resumes when it can.
        """
        if message_id in self._known:
            return
        if len(self._waiting) >= settings.SOCKET_TURNS_WAITING:
            self.end(CloseCode.TRY_AGAIN_LATER)
            return
        self._known.append(message_id)
        self._waiting.append((message_id, None))
        self._news.set()

    def resume(self, message_id: uuid.UUID, after: int | None) -> None:
        """Adds what a client has missed of a turn: all events after that number.

        Raises:
            TooManyRequestsError: too many other turns are waiting.
        """
        others = [wanted for wanted in self._waiting if wanted[0] != message_id]
        if len(others) >= settings.SOCKET_TURNS_WAITING:
            raise TooManyRequestsError(retry_after=1)
        self._waiting = deque(others)
        if message_id == self._current:
            self._goes_back = True
            self._waiting.appendleft((message_id, after))
        else:
            self._waiting.append((message_id, after))
        self._known.append(message_id)
        self._news.set()

    def end(self, code: CloseCode) -> None:
        """Ends the feed within a second; the first code counts."""
        self._code = self._code or code
        self._news.set()

    def finish(self, code: CloseCode) -> None:
        """Ends the feed when nothing is left to pass on."""
        self._last_code = code
        self._news.set()

    async def run(self) -> CloseCode:
        """Passes turns on until the end; answers the code to close the socket with.

        Raises:
            OSError: the client is gone or doesn't read.
        """
        while self._code is None:
            if not self._waiting:
                if self._last_code is not None:
                    return self._last_code
                self._news.clear()
                await self._news.wait()
                continue
            self._current, after = self._waiting.popleft()
            await self._pass_on(self._current, after)
            self._current = None
        return self._code

    async def _pass_on(self, message_id: uuid.UUID, after: int | None) -> None:
        self._goes_back = False
        # Messages go with their session only, which the hub finds out.
        with suppress(MessageNotFoundError):
            async with aclosing(cast(Any, follow(message_id, after=after))) as events:
                async for event in events:
                    if self._goes_back or self._code is not None:
                        return
                    if event is not None:
                        await self._send(event)
