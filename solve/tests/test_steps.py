"""The pure state machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.steps import ORDER, POLICY, Position, Status, Step, after_reply, can_move, following

pytestmark = pytest.mark.pure


def test_the_steps_follow_each_other_in_order() -> None:
    assert [following(step) for step in ORDER] == [*ORDER[1:], None]


@given(st.sampled_from(ORDER), st.sampled_from(ORDER))
def test_a_client_moves_one_step_forward_only(current: Step, target: Step) -> None:
    assert can_move(current, target) == (ORDER.index(target) == ORDER.index(current) + 1)


@given(st.sampled_from(ORDER), st.integers(1, 10), st.booleans())
def test_a_reply_never_skips_a_step_or_goes_back(step: Step, exchanges: int, done: bool) -> None:
    position = after_reply(step, exchanges=exchanges, work_done=done)
    assert ORDER.index(position.step) - ORDER.index(step) in (0, 1)
    assert position.status == Status.ACTIVE or (step == Step.COMMIT and position.step == Step.COMMIT)


@given(st.sampled_from(ORDER), st.booleans())
def test_no_step_outlasts_its_maximum(step: Step, done: bool) -> None:
    assert after_reply(step, exchanges=POLICY[step].most, work_done=done) != Position(step, Status.ACTIVE)


@given(st.lists(st.booleans(), min_size=20, max_size=20))
def test_every_session_ends_within_its_messages(says_done: list[bool]) -> None:
    step, status, exchanges, sent = Step.RECEIVE, Status.ACTIVE, 0, 0
    for done in says_done:
        if status == Status.COMPLETED:
            break
        sent += 1
        exchanges += 1
        position = after_reply(step, exchanges=exchanges, work_done=done)
        exchanges = exchanges if position.step == step else 0
        step, status = position.step, position.status
    assert status == Status.COMPLETED
    assert len(ORDER) <= sent <= sum(policy.most for policy in POLICY.values())


def test_between_minimum_and_maximum_the_model_decides() -> None:
    assert after_reply(Step.CLARIFY, exchanges=2, work_done=False) == Position(Step.CLARIFY, Status.ACTIVE)
    assert after_reply(Step.CLARIFY, exchanges=2, work_done=True) == Position(Step.REFRAME, Status.ACTIVE)
