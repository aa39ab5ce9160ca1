"""Streams close in one thread; all other requests have a thread each."""

import asyncio
import threading
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async

from solacore.common.body_limit import Receive, Scope, Send
from solacore.stream_thread import StreamThread

pytestmark = pytest.mark.pure


async def threads_of(*requests: tuple[str, str]) -> list[threading.Thread]:
    """The threads in which requests that run at once do what is synchronous."""
    used: list[threading.Thread] = []
    both_run = asyncio.Barrier(len(requests))

    async def django(scope: Scope, receive: Receive, send: Send) -> None:
        # As Django's own handler does.
        async with ThreadSensitiveContext():
            await both_run.wait()
            thread = await sync_to_async(threading.current_thread)()
            assert await sync_to_async(threading.current_thread)() is thread
            used.append(thread)

    app = StreamThread(django)
    nothing: Any = None
    await asyncio.gather(
        *(app({"type": "http", "method": verb, "path": path}, nothing, nothing) for verb, path in requests)
    )
    return used


@pytest.mark.parametrize(
    "stream",
    [
        ("POST", "/sessions/1/messages"),
        ("POST", "/sessions/1/messages/"),
        ("GET", "/sessions/1/messages/2/stream"),
    ],
)
async def test_streams_share_a_thread(stream: tuple[str, str]) -> None:
    assert len(set(await threads_of(stream, ("POST", "/sessions/2/messages")))) == 1


@pytest.mark.parametrize(
    "other",
    [("GET", "/sessions/1/messages"), ("POST", "/sessions"), ("GET", "/x/sessions/1/messages/2/stream")],
)
async def test_other_requests_do_not_wait_for_each_other(other: tuple[str, str]) -> None:
    assert len(set(await threads_of(other, other))) == 2
