"""What happens before the model is asked: the safety screen, and the conversation as the model may see it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from django.conf import settings

from solve.emotion.base import Reading
from solve.emotion.selection import detector
from solve.llm.base import ChatMessage, Locale, ModelRequest
from solve.metrics import risk_counted
from solve.models import Role
from solve.prompts import system_prompt
from solve.safety.crisis import Assessment, Risk
from solve.safety.crisis import warm_up as crisis_warm_up
from solve.safety.personal_data import redact_all
from solve.safety.personal_data import warm_up as personal_data_warm_up
from solve.safety.reply_guard import new_markers
from solve.steps import POLICY
from solve.turns.beginning import Turn
from solve.turns.screening import assess_said

# After the last block of Unicode that only has Latin letters.
_NOT_LATIN = re.compile("[^\u0000-\u024f]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A turn that is ready to be written.

    Attributes:
        turn: the turn.
        reading: the emotion heard in the person's message.
        assessment: the risk in it, in the light of what was said before.
        request: what the model is asked; None in an acute crisis, which no model answers.
    """

    turn: Turn
    reading: Reading
    assessment: Assessment
    request: ModelRequest | None


def warm_up() -> None:
    """Loads what the first message would otherwise wait for: the detectors' phrases and models."""
    detector().detect("", "en")
    crisis_warm_up()
    personal_data_warm_up()


def turn_prepare(turn: Turn) -> Prepared:
    """Listens to the person's message and puts together what the model is asked."""
    said = [exchange.content for exchange in turn.conversation if exchange.role == Role.USER]
    reading = detector().detect(said[-1], turn.locale)
    assessment = assess_said(said)
    risk_counted(assessment)
    if assessment.risk == Risk.ACUTE:
        return Prepared(turn, reading, assessment, request=None)
    request = _model_request(turn, reading.emotion.value, concern=assessment.risk == Risk.CONCERN)
    return Prepared(turn, reading, assessment, request)


def _model_request(turn: Turn, emotion: str, *, concern: bool) -> ModelRequest:
    locale = cast(Locale, turn.locale)
    markers = new_markers()
    policy = POLICY[turn.step]
    texts = redact_all(
        [exchange.content for exchange in turn.conversation],
        locale=locale,
        said=[index for index, exchange in enumerate(turn.conversation) if exchange.role == Role.USER],
    )
    messages = [
        ChatMessage("user" if exchange.role == Role.USER else "assistant", text)
        for exchange, text in zip(turn.conversation, texts, strict=True)
    ]
    return ModelRequest(
        instructions=partial(
            system_prompt,
            step=turn.step,
            locale=locale,
            markers=markers,
            emotion=emotion,
            concern=concern,
            least=policy.least,
            most=policy.most,
            exchange=turn.exchange,
        ),
        messages=tuple(within_budget(messages, settings.LLM_CONTEXT_TOKENS)),
        step=turn.step,
        locale=locale,
        exchange=turn.exchange,
        max_tokens=settings.LLM_MAX_TOKENS,
        markers=markers,
    )


def tokens_of(text: str) -> int:
    """An estimate of a text's tokens: four Latin characters, or one of any other script, make one.

    OpenAI gives that rule of thumb for English; Chinese is split into about one token a character.
    """
    others = 0 if text.isascii() else len(_NOT_LATIN.findall(text))
    return (len(text) - others) // 4 + others + 1


def within_budget(messages: Sequence[ChatMessage], budget: int) -> list[ChatMessage]:
    """The person's first message, which states the problem, and as many of the newest as fit.

    Args:
        messages: the conversation, oldest first; the last one is always kept.
        budget: tokens for all of them together.
    """
    first, rest = messages[:1], messages[1:]
    left = budget - sum(tokens_of(message.content) for message in first)
    kept: list[ChatMessage] = []
    for message in reversed(rest):
        left -= tokens_of(message.content)
        if left < 0 and kept:
            break
        kept.append(message)
    return [*first, *reversed(kept)]
