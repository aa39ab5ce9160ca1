"""Work that many requests share."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from solacore.common.batching import Batches

pytestmark = pytest.mark.pure


class Held:
    """Work that doubles numbers, once it is let go, and remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        self.begun.release()
        assert self.go.wait(10)
        return [ValueError(str(item)) if item < 0 else 2 * item for item in items]


async def _begun(held: Held) -> None:
    assert await asyncio.to_thread(held.begun.acquire, timeout=10)


async def _join(batches: Batches[int, int], *items: int) -> list[asyncio.Task[int]]:
    waiting = [asyncio.create_task(batches.do(item)) for item in items]
    await asyncio.sleep(0)
    return waiting


async def test_who_comes_alone_waits_for_nobody_and_a_crowd_shares() -> None:
    held = Held()
    batches = Batches(held, largest=3)
    first = await _join(batches, 1)
    await _begun(held)
    rest = await _join(batches, 2, 3, 4, 5)
    held.go.set()
    assert await asyncio.gather(*first, *rest) == [2, 4, 6, 8, 10]
    assert held.batches == [[1], [2, 3, 4], [5]]


async def test_one_failure_is_nobody_elses() -> None:
    held = Held()
    held.go.set()
    answers = await asyncio.gather(*await _join(Batches(held), 1, -2, 3), return_exceptions=True)
    assert [answers[0], str(answers[1]), answers[2]] == [2, "-2", 6]
    assert held.batches == [[1, -2, 3]]


async def test_work_that_fails_as_a_whole_fails_for_all_of_its_batch_and_for_no_other() -> None:
    calls = 0

    def once(items: Sequence[int]) -> list[int | Exception]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ConnectionError
        return list(items)

    batches = Batches(once)
    answers = await asyncio.gather(*await _join(batches, 1, 2), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionError, ConnectionError]
    assert await batches.do(3) == 3


async def test_who_leaves_takes_nothing_from_the_others() -> None:
    held = Held()
    batches = Batches(held)
    first = await _join(batches, 1)
    await _begun(held)
    leaver, stayer = await _join(batches, 2, 3)
    leaver.cancel()
    first[0].cancel()
    held.go.set()
    assert await stayer == 6
    assert leaver.cancelled()
    assert held.batches[0] == [1]
