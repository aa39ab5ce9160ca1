"""First words before all others."""

import asyncio
from contextlib import ExitStack

import pytest

from solve.turns import rush as module
from solve.turns.rush import CROWD, Pace, Rush

pytestmark = pytest.mark.pure


async def test_the_end_of_a_reply_lets_a_crowd_pass() -> None:
    rush = Rush()
    with ExitStack() as crowd:
        for number in range(CROWD + 1):
            crowd.enter_context(rush.waiting(number))
        ending = asyncio.create_task(rush.let_pass())
        await asyncio.sleep(0)
        assert not ending.done()
        rush.served(0)
        await ending
    await rush.let_pass()


async def test_a_crowd_that_stays_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LATEST_END_SECONDS", 0.0)
    rush = Rush()
    with ExitStack() as crowd:
        for number in range(CROWD + 1):
            crowd.enter_context(rush.waiting(number))
        await rush.let_pass()
        assert rush.is_on


async def test_only_where_a_crowd_waits_a_reply_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    rush = Rush()
    pace = Pace(rush)
    with ExitStack() as few:
        for number in range(CROWD):
            few.enter_context(rush.waiting(number))
        await pace.keep()
        assert pauses == []
        few.enter_context(rush.waiting("one too many"))
        await pace.keep()
        assert len(pauses) == 1
        # What has come meanwhile is read at once.
        await pace.keep()
        assert len(pauses) == 1
    await pace.keep()
    assert len(pauses) == 1


async def test_a_slow_model_keeps_nobody_else_from_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MODEL_SECONDS", 0.0)
    rush = Rush()
    with ExitStack() as crowd:
        for number in range(CROWD + 1):
            crowd.enter_context(rush.waiting(number))
        rush.asked(0)
        assert rush.is_on
        await rush.let_pass()
        assert not rush.is_on


async def test_who_leaves_or_fails_waits_no_more() -> None:
    rush = Rush()
    crowd = ExitStack()
    for number in range(CROWD + 1):
        crowd.enter_context(rush.waiting(number))
    with pytest.raises(ValueError, match="gone"), crowd:
        raise ValueError("gone")
    assert not rush.is_on
