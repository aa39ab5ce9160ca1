"""The five steps and the rules for moving through them: a pure state machine, without a database."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """A step of the guided conversation, in order."""

    RECEIVE = "receive"
    CLARIFY = "clarify"
    REFRAME = "reframe"
    OPTIONS = "options"
    COMMIT = "commit"


class Status(StrEnum):
    """The status of a session."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


ORDER: tuple[Step, ...] = tuple(Step)


@dataclass(frozen=True, slots=True)
class Exchanges:
    """How many exchanges (a message and its reply) a step takes: at least `least`, at most `most`."""

    least: int
    most: int


# The step policy of the design.
POLICY: dict[Step, Exchanges] = {
    Step.RECEIVE: Exchanges(1, 2),
    Step.CLARIFY: Exchanges(1, 5),
    Step.REFRAME: Exchanges(1, 2),
    Step.OPTIONS: Exchanges(1, 2),
    Step.COMMIT: Exchanges(1, 2),
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a session stands: its step and its status."""

    step: Step
    status: Status


def following(step: Step) -> Step | None:
    """The step after this one, or None after the last."""
    index = ORDER.index(step) + 1
    return ORDER[index] if index < len(ORDER) else None


def can_move(current: Step, target: Step) -> bool:
    """Whether a client may move a session from one step to another: one step forward only."""
    return following(current) == target


def after_reply(step: Step, *, exchanges: int, work_done: bool) -> Position:
    """Where a session stands after a complete reply.

    Args:
        step: the step that the reply belongs to.
        exchanges: how many exchanges that step has had, this one included (1 or more).
        work_done: whether the model said that the step has done its work.
    """
    policy = POLICY[step]
    if exchanges < policy.least or (exchanges < policy.most and not work_done):
        return Position(step, Status.ACTIVE)
    target = following(step)
    if target is None:
        return Position(step, Status.COMPLETED)
    return Position(target, Status.ACTIVE)
