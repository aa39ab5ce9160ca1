"""How processes tell each other of new turns."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy

import pytest
from pytest_django import Settings

from solacore.common.redis_client import close_redis_client, redis_client
from solve.sockets.link import ChannelLink

CLIENT_NAME = "socket-link-test"


class Listener:
    """One process's end: a link, and what it has heard."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[tuple[uuid.UUID, uuid.UUID]] = asyncio.Queue()
        self.link = ChannelLink(lambda *word: self.heard.put_nowait(word))

    async def next(self) -> tuple[uuid.UUID, uuid.UUID]:
        async with asyncio.timeout(10):
            return await self.heard.get()


@asynccontextmanager
async def listeners() -> AsyncIterator[tuple[Listener, Listener]]:
    """Two processes."""
    both = Listener(), Listener()
    yield both
    for one in both:
        await one.link.close()
    await close_redis_client()


@pytest.fixture(autouse=True)
def _named_connections(settings: Settings) -> None:
    layers = deepcopy(settings.CHANNEL_LAYERS)
    layers["default"]["CONFIG"]["hosts"][0]["client_name"] = CLIENT_NAME
    settings.CHANNEL_LAYERS = layers


async def _cut_connections() -> None:
    """What a restart of Redis does to those who wait for it."""
    for client in await redis_client().client_list():
        if client["name"] == CLIENT_NAME:
            await redis_client().client_kill_filter(_id=client["id"])


async def test_a_turn_is_heard_by_the_others_only() -> None:
    session_id, first, second = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    async with listeners() as (one, other):
        for end in (one, other):
            await end.link.join(session_id)
        one.link.tell(session_id, first)
        assert await other.next() == (session_id, first)
        other.link.tell(session_id, second)
        assert await one.next() == (session_id, second)
        assert other.heard.empty()


async def test_only_sessions_that_were_joined_are_heard() -> None:
    joined, left, never = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    async with listeners() as (one, other):
        await other.link.join(joined)
        await other.link.join(left)
        await other.link.tidy([joined])
        for session_id in (never, left, joined):
            one.link.tell(session_id, uuid.uuid4())
        assert (await other.next())[0] == joined
        assert other.heard.empty()


async def test_a_link_outlives_redis_and_its_memory() -> None:
    session_id, message_id = uuid.uuid4(), uuid.uuid4()
    async with listeners() as (one, other):
        await other.link.join(session_id)
        await redis_client().delete(f"solacore:channels:group:session.{session_id}")
        await _cut_connections()
        async with asyncio.timeout(20):
            while other.heard.empty():
                await other.link.tidy([session_id])
                one.link.tell(session_id, message_id)
                await asyncio.sleep(0.1)
        assert await other.next() == (session_id, message_id)


async def test_without_redis_nothing_fails(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"] = [{"address": "redis://127.0.0.1:1"}]
    session_id = uuid.uuid4()
    async with listeners() as (one, other):
        for _ in range(5):
            await other.link.join(session_id)
            await other.link.tidy([session_id])
            one.link.tell(session_id, uuid.uuid4())
        await asyncio.sleep(0.1)
        assert other.heard.empty()
    assert caplog.text.count("channel_layer_unavailable") == 2  # once each
