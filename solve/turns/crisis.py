"""Turns that end with the helplines: of a person in danger, and of a model that says what it must not."""

from typing import Any

from analytics.events import EventName as ProductEvent
from solve.metrics import risk_counted
from solve.safety.crisis import Assessment, Risk
from solve.safety.helplines import crisis_message, resources
from solve.turns.completing import Completed
from solve.turns.live import LiveTurn
from solve.turns.preparing import Prepared


def crisis_body(locale: str) -> dict[str, Any]:
    """What the contract has a client told in a crisis."""
    return {"blocked": True, "reason": "CRISIS", "resources": resources(locale=locale, country=None)}


def crisis_event(risk: Risk, language: str) -> tuple[ProductEvent, dict[str, str | float]]:
    """What is counted of a crisis: how grave it is and in which language, not a word of it."""
    return ProductEvent.CRISIS_DETECTED, {"risk": risk.value, "language": language}


def answer_crisis(prepared: Prepared, live: LiveTurn) -> Completed:
    """Says the helpline message; the session stays where it is."""
    live.say(crisis_message(prepared.turn.locale))
    events = (crisis_event(Risk.ACUTE, prepared.assessment.language),)
    return _answer(prepared, live, crisis_body(prepared.turn.locale), events)


def answer_danger(prepared: Prepared, live: LiveTurn) -> Completed:
    """Says the helpline message in place of a model that has noticed a danger which detection missed."""
    live.say(crisis_message(prepared.turn.locale))
    risk_counted(Assessment(Risk.ACUTE, prepared.assessment.language))
    events = (crisis_event(Risk.ACUTE, prepared.assessment.language),)
    return _answer(
        prepared, live, {"resources": resources(locale=prepared.turn.locale, country=None)}, events
    )


def answer_harmful_reply(prepared: Prepared, live: LiveTurn) -> Completed:
    """Goes on with the helpline message where the model has begun to say what it must not."""
    message = crisis_message(prepared.turn.locale)
    live.say(f"\n\n{message}" if live.content().strip() else message)
    return _answer(prepared, live, {"resources": resources(locale=prepared.turn.locale, country=None)}, ())


def _answer(
    prepared: Prepared,
    live: LiveTurn,
    extra: dict[str, Any],
    events: tuple[tuple[ProductEvent, dict[str, str | float]], ...],
) -> Completed:
    return Completed(
        live.content(),
        spent=None,
        step_done=False,
        reading=prepared.reading,
        extra=extra,
        moves_on=False,
        events=events,
    )
