"""Ending tasks for certain."""

import asyncio

import pytest

from solacore.common import cancelling
from solacore.common.cancelling import cancel_and_wait

pytestmark = pytest.mark.pure


async def test_a_task_that_loses_the_first_request_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cancelling, "ASK_AGAIN_SECONDS", 0.01)

    async def deaf_once() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    task = asyncio.create_task(deaf_once())
    await asyncio.sleep(0)
    await asyncio.wait_for(cancel_and_wait([task]), 10)
    assert task.cancelled()


async def test_ended_and_failing_tasks_do_no_harm() -> None:
    async def fails() -> None:
        raise ValueError

    tasks = [asyncio.create_task(fails()), asyncio.create_task(asyncio.sleep(0))]
    await asyncio.wait(tasks)
    await cancel_and_wait(tasks)
    await cancel_and_wait([])
