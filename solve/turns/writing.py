"""One turn from the person's message to the terminal event."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, cast

import structlog
from django.conf import settings
from django.db import Error as DatabaseError

from solacore.common.batching import Batches
from solacore.common.database import DATABASE_FAILURES, in_database
from solve.llm.base import FailureKind, Finish, ModelRequest, ProviderError
from solve.llm.registry import primary_model, provider
from solve.models import Message
from solve.safety.crisis import Risk
from solve.safety.helplines import resources
from solve.safety.reply_guard import ReplyGuard
from solve.turns.beginning import Turn
from solve.turns.completing import Completed, Completion, turn_complete, turns_complete
from solve.turns.crisis import answer_crisis, answer_danger, answer_harmful_reply, crisis_event
from solve.turns.ending import Outcome, turn_abort
from solve.turns.events import EventName
from solve.turns.live import LiveTurn
from solve.turns.preparing import Prepared
from solve.turns.rush import Pace, rush
from solve.turns.screening import HarmfulReplyError, PersonInDangerError, ReplyScreen
from solve.turns.spending import spent_in_full, spent_so_far

logger = structlog.get_logger(__name__)
T = TypeVar("T")

# Seconds between attempts to store a reply's end while PostgreSQL is away; its last text is in the
# checkpoint, and after these the lease runs out and the turn becomes interrupted.
STORE_RETRIES = (0.2, 0.5, 1.0, 2.0, 4.0)

_NOTHING_LEFT = {
    "en": "I'd rather stay with what you are going through. What would help you most right now?",
    "es": "Prefiero seguir con lo que te está pasando. ¿Qué te ayudaría más ahora mismo?",
    "zh": "我想继续陪你谈谈你正在经历的事。此刻什么对你最有帮助？",
}


async def turn_write(prepared: Prepared, live: LiveTurn) -> None:
    """Writes the reply of a turn, event by event, and stores how it ended.

    Never raises: whatever happens becomes the turn's terminal event.
    """
    turn = prepared.turn
    start = {
        "message_id": str(turn.message_id),
        "user_message_id": str(turn.user_message_id),
        "step": turn.step.value,
    }
    live.publish(EventName.START, start)
    try:
        completed = await live.work(_reply(prepared, live))
        await _complete(turn, live, completed)
    except ProviderError as error:
        logger.warning("reply_failed", provider=error.provider, kind=error.kind.value)
        await _abort(prepared, live, EventName.ERROR)
    except asyncio.CancelledError:
        name = EventName.STOPPED if live.stop_requested else EventName.INTERRUPTED
        await asyncio.shield(_abort(prepared, live, name))
    except Exception as error:
        logger.exception("turn_crashed", error=type(error).__name__)
        await _abort(prepared, live, EventName.ERROR)


async def _abort(prepared: Prepared, live: LiveTurn, name: EventName) -> None:
    """Ends a turn before its reply was complete."""
    turn = prepared.turn
    content = live.content()
    # A model that has failed before its first word is not paid for.
    is_paid = bool(content) or name != EventName.ERROR
    spent = spent_so_far(prepared.request, content) if prepared.request and is_paid else None
    last_event_id = len(live.events) + 1
    abort = partial(turn_abort, turn.message_id, name, content, spent, last_event_id=last_event_id)
    await _end(turn, live, lambda: in_database(abort))


async def _reply(prepared: Prepared, live: LiveTurn) -> Completed:
    """The reply to the person's last message: the helplines in a crisis, the model's words otherwise."""
    request = prepared.request
    if request is None:
        return answer_crisis(prepared, live)
    guard = ReplyGuard(
        system_prompt=request.system,
        markers=request.markers,
        person_texts=[message.content for message in request.messages if message.role == "user"],
    )
    screen = ReplyScreen()
    try:
        finish = await _stream(request, guard, screen, live)
        rest = guard.finish()
        _pass_on(rest.rest, guard, screen, live)
        screen.finish()
    except HarmfulReplyError:
        logger.error("reply_was_harmful", provider=provider().name)
        spent = spent_so_far(request, live.content())
        return replace(answer_harmful_reply(prepared, live), spent=spent)
    except PersonInDangerError:
        logger.warning("model_sees_danger", provider=provider().name)
        spent = spent_so_far(request, live.content())
        return replace(answer_danger(prepared, live), spent=spent)
    if rest.empty:
        live.say(_NOTHING_LEFT[request.locale])
    helps = Risk.CONCERN in (prepared.assessment.risk, screen.risk)
    return Completed(
        live.content(),
        spent=spent_in_full(request, finish, live.content()),
        step_done=rest.step_done,
        reading=prepared.reading,
        extra={"resources": resources(locale=request.locale, country=None)} if helps else {},
        events=(crisis_event(Risk.CONCERN, prepared.assessment.language),) if helps else (),
    )


async def _stream(request: ModelRequest, guard: ReplyGuard, screen: ReplyScreen, live: LiveTurn) -> Finish:
    """Passes the model's words on until its finish.

    Raises:
        HarmfulReplyError: the model said what it must not.
        PersonInDangerError: the model sees that the person is in acute danger.
        ProviderError: the model failed, or its stream ended without a finish.
    """
    chosen = provider()
    crowd = rush()
    crowd.asked(live)
    pace = Pace(crowd)
    written = 0
    async with aclosing(cast(Any, chosen.stream(request))) as pieces:
        async for piece in pieces:
            if isinstance(piece, Finish):
                return piece
            written += len(piece)
            text = guard.feed(piece)
            _pass_on(text, guard, screen, live)
            if text:
                crowd.served(live)
            await pace.keep()
            if written > settings.REPLY_MAX_CHARACTERS:
                return Finish(provider=chosen.name, model=primary_model(), truncated=True)
    raise ProviderError(FailureKind.BROKEN_STREAM, provider=chosen.name)


def _pass_on(text: str, guard: ReplyGuard, screen: ReplyScreen, live: LiveTurn) -> None:
    if guard.person_in_danger:
        raise PersonInDangerError
    if text:
        screen.feed(text)
        live.say(text)


_completions = Batches(turns_complete)


async def _complete(turn: Turn, live: LiveTurn, completed: Completed) -> None:
    """Ends a turn with its whole reply."""
    await rush().let_pass()
    completion = Completion(turn.message_id, completed, last_event_id=len(live.events) + 1)

    async def store() -> Outcome | None:
        outcome = await _completions.do(completion)
        if outcome is None:
            outcome = await in_database(turn_complete, completion)
        return outcome

    await _end(turn, live, store)


async def _end(turn: Turn, live: LiveTurn, store: Callable[[], Awaitable[Outcome | None]]) -> None:
    """Stores how the turn ended and only then says so."""
    outcome = await _stored(store)
    if outcome is None:
        outcome = await _stored(lambda: in_database(_outcome_elsewhere, turn.message_id))
    if outcome is None:
        live.is_deleted = bool(await _stored(lambda: in_database(_is_deleted, turn.message_id)))
        outcome = Outcome(EventName.ERROR, {"error": "STREAM_ERROR", "next_step": turn.step.value})
    live.publish(outcome.name, outcome.data)


async def _stored(store: Callable[[], Awaitable[T | None]]) -> T | None:
    for pause in (*STORE_RETRIES, None):
        try:
            return await store()
        except DatabaseError as error:
            # What PostgreSQL refuses while it answers is a bug of ours.
            is_bug = pause is None and not isinstance(error, DATABASE_FAILURES)
            say = logger.exception if is_bug else logger.warning
            say("reply_not_stored", error=type(error).__name__, again=pause is not None)
            if pause is not None:
                await asyncio.sleep(pause)
    return None


def _outcome_elsewhere(message_id: uuid.UUID) -> Outcome | None:
    """How a turn ended that another process has ended; None when its session was deleted."""
    reply = Message.objects.filter(pk=message_id).first()
    if reply is None or reply.outcome is None:
        return None
    return Outcome(EventName(reply.outcome["event"]), reply.outcome["data"])


def _is_deleted(message_id: uuid.UUID) -> bool:
    return not Message.objects.filter(pk=message_id).exists()
