"""Word of new turns between processes, over Channels' layer in Redis.

Each process has one channel, for all its sockets, in the group of every session that one of them watches.
It is only a wake-up, and nothing waits for it: while Redis is away, the hub finds out by looking.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import structlog
from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import channel_layers

from solacore.common.cancelling import cancel_and_wait
from solacore.common.circuit import Circuit
from solacore.common.redis_client import REDIS_FAILURES

logger = structlog.get_logger(__name__)

# Seconds that one word may take.
REDIS_SECONDS = 1.0
# Seconds to leave Redis alone after listening failed.
BACK_OFF_SECONDS = 1.0
# Words that wait for Redis; what exceeds them is left to the looks of other processes.
LARGEST_OUTBOX = 1000
# Seconds after which a membership is renewed; Redis forgets it after the layer's `group_expiry`.
RENEW_SECONDS = 1800.0

Heard = Callable[[uuid.UUID, uuid.UUID], None]


def _group(session_id: uuid.UUID) -> str:
    return f"session.{session_id}"


class ChannelLink:
    """One process's connection to the others."""

    def __init__(self, heard: Heard) -> None:
        """Args: heard: told of a session and the reply whose turn has begun there, in another process."""
        self._heard = heard
        # Not the shared instance: a layer can be listened to in one event loop only.
        self._layer: Any = channel_layers.make_backend(DEFAULT_CHANNEL_LAYER)
        self._channel = ""
        self._joined: dict[uuid.UUID, float] = {}
        self._changing = asyncio.Lock()
        self._outbox: asyncio.Queue[tuple[uuid.UUID, uuid.UUID]] = asyncio.Queue(LARGEST_OUTBOX)
        self._circuit = Circuit()
        self._listening: asyncio.Task[None] | None = None
        self._talking: asyncio.Task[None] | None = None

    def tell(self, session_id: uuid.UUID, message_id: uuid.UUID) -> None:
        """Tells the other processes, soon, that a turn has begun."""
        if self._talking is None:
            self._talking = asyncio.create_task(self._talk())
        with contextlib.suppress(asyncio.QueueFull):
            self._outbox.put_nowait((session_id, message_id))

    async def join(self, session_id: uuid.UUID) -> None:
        """Listens for a session's turns from now on; if Redis is away, from the next `tidy` on."""
        if session_id not in self._joined:
            async with self._changing:
                await self._add(session_id)

    async def tidy(self, wanted: Collection[uuid.UUID]) -> None:
        """Joins and leaves groups until they are those of the wanted sessions.

        Args:
            wanted: the sessions, live: one that is added or goes meanwhile is seen.
        """
        due = asyncio.get_running_loop().time() - RENEW_SECONDS
        for session_id in [known for known in self._joined if known not in wanted]:
            async with self._changing:
                if session_id not in wanted:
                    self._joined.pop(session_id, None)
                    await self._try(self._layer.group_discard, _group(session_id), self._channel)
        for session_id in [one for one in wanted if self._joined.get(one, due) <= due]:
            async with self._changing:
                await self._add(session_id)

    async def close(self) -> None:
        """Ends the connection."""
        await cancel_and_wait([task for task in (self._listening, self._talking) if task is not None])
        await self._layer.close_pools()

    async def _add(self, session_id: uuid.UUID) -> None:
        if not self._channel:
            self._channel = await self._layer.new_channel()
            self._listening = asyncio.create_task(self._listen())
        if await self._try(self._layer.group_add, _group(session_id), self._channel):
            self._joined[session_id] = asyncio.get_running_loop().time()

    async def _try(self, work: Callable[..., Awaitable[None]], *args: Any) -> bool:
        if not self._circuit.admits():
            return False
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                await work(*args)
        except REDIS_FAILURES as error:
            self._failed(error)
            return False
        self._circuit.succeeded()
        return True

    def _failed(self, error: Exception) -> None:
        # A Redis that comes back may have forgotten every group.
        self._joined.clear()
        if self._circuit.failed():
            logger.warning("channel_layer_unavailable", error=type(error).__name__)

    async def _talk(self) -> None:
        while True:
            session_id, message_id = await self._outbox.get()
            word = {
                "type": "turn.began",
                "session_id": str(session_id),
                "message_id": str(message_id),
                "origin": self._channel,
            }
            await self._try(self._layer.group_send, _group(session_id), word)

    async def _listen(self) -> None:
        while True:
            try:
                word = await self._layer.receive(self._channel)
            except REDIS_FAILURES as error:
                self._failed(error)
                await asyncio.sleep(BACK_OFF_SECONDS)
                continue
            if word["origin"] != self._channel:
                self._heard(uuid.UUID(word["session_id"]), uuid.UUID(word["message_id"]))
