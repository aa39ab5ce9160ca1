"""Turns of many sessions that end in one transaction."""

import uuid

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.models import AnalyticsEvent, WaitingEvent
from solacore.testing.clients import Native
from solacore.testing.locks import until_blocking
from solacore.testing.threads import Threads
from solve.emotion.base import Emotion, Reading
from solve.models import DailySpend, Message, SolveSession, StepHistory
from solve.turns.beginning import Saying, Turn, turn_begin
from solve.turns.budget import Spent
from solve.turns.completing import Completed, Completion, turn_complete, turns_complete
from solve.turns.ending import Outcome, turn_abort
from solve.turns.events import EventName

SPENT = Spent("openai", "gpt-6-luna", 10_000, 1_000)
COST = 1_500  # millionths: $0.10 and $0.50 per million


def running(person: Native, session: str = "") -> Turn:
    saying = Saying(uuid.UUID(person.user["id"]), uuid.UUID(session or person.start()), "Hello", None)
    return turn_begin(saying, now=timezone.now())


def completion(turn: Turn, *, step_done: bool = False, content: str = "I hear you.") -> Completion:
    reading = Reading(Emotion.SAD, 0.75)
    completed = Completed(content, spent=SPENT, step_done=step_done, reading=reading, extra={"x": 1})
    return Completion(turn.message_id, completed, last_event_id=7)


def events_of(turn: Turn) -> set[str]:
    """The product events of a session, whether or not they have left the outbox."""
    waiting = WaitingEvent.objects.filter(session_id=turn.session_id).values_list("name", flat=True)
    arrived = AnalyticsEvent.objects.filter(session_id=turn.session_id).values_list("name", flat=True)
    return {*waiting, *arrived}


def test_each_ends_as_it_would_alone(person: Native, outsider: Native) -> None:
    stays, moves, foreign = running(person), running(person), running(outsider)
    ends = [completion(stays), completion(moves, step_done=True), completion(foreign, content="Yes.")]
    outcomes = turns_complete(ends)
    assert [outcome and outcome.data["next_step"] for outcome in outcomes] == [
        "receive",
        "clarify",
        "receive",
    ]
    assert outcomes[0] == Outcome(
        EventName.DONE,
        {
            "next_step": "receive",
            "emotion_detected": "sad",
            "confidence": 0.75,
            "message_id": str(stays.message_id),
            "status": "active",
            "x": 1,
        },
    )
    for turn, outcome in zip((stays, moves, foreign), outcomes, strict=True):
        reply = Message.objects.get(pk=turn.message_id)
        assert outcome is not None
        assert reply.outcome == {"event": "done", "data": outcome.data}
        assert (reply.status, reply.last_event_id, reply.lease_until) == ("complete", 7, None)
        assert (reply.emotion, reply.emotion_confidence) == ("sad", 0.75)
        assert (reply.provider, reply.tokens_in, reply.cost_microusd) == ("openai", 10_000, COST)
        assert reply.finished_at is not None
    assert Message.objects.get(pk=foreign.message_id).content == "Yes."
    assert SolveSession.objects.get(pk=moves.session_id).current_step == "clarify"
    history = StepHistory.objects.filter(session_id=moves.session_id).order_by("started_at", "step")
    assert {(stay.step, stay.exchanges, stay.completed_at is None) for stay in history} == {
        ("receive", 1, False),
        ("clarify", 0, True),
    }
    assert events_of(moves) - events_of(stays) == {"step_completed"}
    assert "emotion_detected" in events_of(stays)


def test_what_many_turns_cost_is_added_up(person: Native) -> None:
    turns = [running(person) for _ in range(3)]
    turns_complete([completion(turn) for turn in turns])
    assert DailySpend.objects.get(user_id=person.user["id"]).microusd == 3 * COST
    spent = SolveSession.objects.filter(pk__in=[turn.session_id for turn in turns])
    assert set(spent.values_list("llm_microusd", flat=True)) == {COST}
    again = running(person, str(turns[0].session_id))
    assert turn_complete(completion(again)) is not None
    assert SolveSession.objects.get(pk=again.session_id).llm_microusd == 2 * COST
    assert DailySpend.objects.get(user_id=person.user["id"]).microusd == 4 * COST


def test_a_turn_that_ended_elsewhere_stays_as_it_is(person: Native) -> None:
    stopped, other = running(person), running(person)
    turn_abort(stopped.message_id, EventName.STOPPED, "I", last_event_id=3)
    nothing, done = turns_complete([completion(stopped), completion(other)])
    assert nothing is None
    assert done is not None
    assert turn_complete(completion(stopped)) is None
    assert Message.objects.get(pk=stopped.message_id).content == "I"


def test_a_session_that_somebody_changes_is_not_waited_for(person: Native) -> None:
    held, free = running(person), running(person)

    with transaction.atomic():
        SolveSession.objects.select_for_update().get(pk=held.session_id)
        with Threads(1) as threads:
            waiting, done = threads.submit(turns_complete, [completion(held), completion(free)]).result(10)
    assert waiting is None
    assert done is not None
    assert turn_complete(completion(held)) is not None


def test_a_checkpoint_that_holds_the_replies_is_waited_for(person: Native) -> None:
    turns = [running(person), running(person)]

    with Threads(1) as threads:
        with transaction.atomic():
            replies = Message.objects.filter(pk__in=[turn.message_id for turn in turns])
            assert len(replies.select_for_update()) == 2
            ending = threads.submit(turns_complete, [completion(turn) for turn in turns])
            until_blocking(connection)
        assert all(ending.result(10))


def test_a_reply_that_the_database_refuses_spoils_no_other(person: Native) -> None:
    good, bad = running(person), running(person)
    assert turns_complete([completion(good), completion(bad, content="\x00")]) == [None, None]
    assert Message.objects.get(pk=good.message_id).status == "streaming"
    assert turn_complete(completion(good)) is not None


def test_a_crowd_costs_no_more_statements_than_one(person: Native) -> None:
    def statements(count: int) -> int:
        ends = [completion(running(person), step_done=True) for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert all(turns_complete(ends))
        return len(captured)

    assert statements(4) == statements(1) <= 12
