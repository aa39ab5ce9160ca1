"""What a reply offers in a form that a client can show: options in their step, a first step in the last."""

from dataclasses import asdict
from typing import Any

from solve.models import Message, SolveSession
from solve.steps import Step
from solve.structured import first_step_in, options_in


def offer_keep(reply: Message) -> dict[str, Any]:
    """Notes what a complete reply offers on its session, which keeps the latest of each; the caller saves it.

    Returns:
        The keys that the `done` event carries for it: none when the reply offers nothing that can be read.
    """
    if reply.step == Step.OPTIONS and (options := options_in(reply.content)):
        return _keep(reply.session, "options", [asdict(option) for option in options])
    if reply.step == Step.COMMIT and (first_step := first_step_in(reply.content)):
        return _keep(reply.session, "first_step", asdict(first_step))
    return {}


def _keep(session: SolveSession, name: str, value: Any) -> dict[str, Any]:
    setattr(session, name, value)
    return {name: value}
