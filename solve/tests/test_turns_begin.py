"""Turns of many sessions that begin in one transaction."""

import uuid

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from solacore.testing.clients import Native
from solacore.testing.threads import Threads
from solve.errors import IdempotencyConflictError, SessionBudgetExceededError, SessionCompletedError
from solve.models import Message, SolveSession, StepHistory
from solve.turns.beginning import Saying, Turn, turn_begin, turns_begin
from solve.turns.ending import turn_abort
from solve.turns.events import EventName


def saying(person: Native, content: str = "Hello", key: str | None = None, session: str = "") -> Saying:
    session_id = uuid.UUID(session or person.start())
    return Saying(uuid.UUID(person.user["id"]), session_id, content, key)


def begin(*sayings: Saying) -> list[object]:
    return list(turns_begin(sayings, now=timezone.now()))


def ended(one: Saying) -> Saying:
    """The same message's session after a turn that was stopped."""
    turn = turn_begin(one, now=timezone.now())
    turn_abort(turn.message_id, EventName.STOPPED, "", last_event_id=2)
    return one


def test_each_gets_what_it_would_get_alone(person: Native, outsider: Native) -> None:
    fresh, foreign = saying(person), saying(outsider)
    known = ended(saying(person, "Once", "id-1"))
    other_text = ended(saying(person, "Twice", "id-1"))
    completed = saying(outsider)
    SolveSession.objects.filter(pk=completed.session_id).update(status="completed")
    answers = begin(
        fresh,
        foreign,
        Saying(known.user_id, known.session_id, "Once", "id-1"),
        Saying(other_text.user_id, other_text.session_id, "Thrice", "id-1"),
        completed,
    )
    begun, of_the_outsider, found, *errors = answers
    assert isinstance(begun, Turn)
    assert isinstance(of_the_outsider, Turn)
    assert isinstance(found, Turn)
    assert [begun.user_id, of_the_outsider.user_id] == [fresh.user_id, foreign.user_id]
    assert (begun.was_blocked, found.was_blocked) == (None, False)
    assert [type(error) for error in errors] == [IdempotencyConflictError, SessionCompletedError]
    said = Message.objects.filter(session_id=fresh.session_id).order_by("sequence")
    assert list(said.values_list("role", "content", "status")) == [
        ("user", "Hello", "complete"),
        ("assistant", "", "streaming"),
    ]
    assert StepHistory.objects.get(session_id=fresh.session_id).exchanges == 1
    assert not Message.objects.filter(session_id=completed.session_id).exists()


def test_the_same_message_twice_begins_one_turn(person: Native) -> None:
    session = person.start()
    first, second = begin(saying(person, "Hi", "k", session), saying(person, "Hi", "k", session))
    assert isinstance(first, Turn)
    assert second is None
    assert Message.objects.filter(session__id=session, role="user").count() == 1


def test_what_needs_more_than_a_glance_is_left_to_begin_alone(person: Native, outsider: Native) -> None:
    running = saying(person)
    turn_begin(running, now=timezone.now())
    strangers = Saying(uuid.UUID(outsider.user["id"]), running.session_id, "Mine?", None)
    nowhere = Saying(running.user_id, uuid.uuid4(), "Where?", None)
    fresh = saying(outsider)
    *others, begun = begin(running, nowhere, fresh)
    assert others == [None, None]
    assert isinstance(begun, Turn)
    assert begin(strangers) == [None]


def test_a_message_that_the_database_refuses_spoils_no_other(person: Native) -> None:
    good = saying(person)
    assert begin(good, saying(person, "a \x00 in it")) == [None, None]
    assert not Message.objects.filter(session_id=good.session_id).exists()
    assert isinstance(turn_begin(good, now=timezone.now()), Turn)


def test_a_session_that_somebody_changes_is_not_waited_for(person: Native) -> None:
    held, free = saying(person), saying(person)
    with transaction.atomic():
        SolveSession.objects.select_for_update().get(pk=held.session_id)
        with Threads(1) as threads:
            waiting, begun = threads.submit(begin, held, free).result(10)
    assert waiting is None
    assert isinstance(begun, Turn)


def test_a_crowd_costs_no_more_statements_than_one(person: Native) -> None:
    def statements(count: int) -> int:
        crowd = [saying(person) for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert all(isinstance(answer, Turn) for answer in begin(*crowd))
        return len(captured)

    assert statements(4) == statements(1) <= 10


def test_a_budget_that_is_used_up_refuses_only_its_owner(
    person: Native, outsider: Native, settings: Settings
) -> None:
    settings.LLM_PROVIDER = "openai"
    poor, rich = saying(person), saying(outsider)
    SolveSession.objects.filter(pk=poor.session_id).update(llm_microusd=10**9)
    refused, begun = begin(poor, rich)
    assert isinstance(refused, SessionBudgetExceededError)
    assert isinstance(begun, Turn)
