"""The turn of a person in acute danger: it ends with the helplines, and the model is not asked."""

from typing import Any

from analytics.events import EventName as ProductEvent
from solve.safety.crisis import Risk
from solve.safety.helplines import crisis_message, resources
from solve.turns.ending import Completed
from solve.turns.live import LiveTurn
from solve.turns.preparing import Prepared


def crisis_body(locale: str) -> dict[str, Any]:
    """What the contract has a client told in a crisis."""
    return {"blocked": True, "reason": "CRISIS", "resources": resources(locale=locale, country=None)}


def answer_crisis(prepared: Prepared, live: LiveTurn) -> Completed:
    """Says the helpline message; the session stays where it is."""
    locale = prepared.turn.locale
    message = crisis_message(locale)
    live.say(message)
    heard: dict[str, str | float] = {"risk": Risk.ACUTE.value, "language": prepared.assessment.language}
    return Completed(
        message,
        finish=None,
        step_done=False,
        reading=prepared.reading,
        extra=crisis_body(locale),
        moves_on=False,
        events=((ProductEvent.CRISIS_DETECTED, heard),),
    )
