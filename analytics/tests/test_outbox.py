"""Events reach their table in the background, whatever state it is in when they happen."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from analytics.events import EventName, emit
from analytics.models import AnalyticsEvent, WaitingEvent
from analytics.services.outbox import events_move
from solacore.testing.clients import Native
from solacore.testing.threads import Threads


def started(session_id: str) -> int:
    return AnalyticsEvent.objects.filter(session__pk=session_id, name="session_started").count()


def test_an_event_arrives_once(person: Native) -> None:
    session_id = person.start()
    events_move()
    events_move()
    event = AnalyticsEvent.objects.get(session__pk=session_id, name="session_started")
    assert (str(event.user_id), event.payload) == (person.user["id"], {"locale": "en"})
    assert not WaitingEvent.objects.filter(session_id=session_id).exists()


def test_movers_at_the_same_time_move_each_event_once(person: Native) -> None:
    session_id = person.start()
    with Threads(4) as threads:
        for _ in range(4):
            threads.submit(events_move)
    assert started(session_id) == 1


@contextmanager
def locked_table() -> Iterator[None]:
    """Holds a lock that lets nobody near the events' table, from another connection."""
    locked, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE analytics_events IN ACCESS EXCLUSIVE MODE")
            locked.set()
            may_end.wait(60)

    with Threads(1) as threads:
        threads.submit(hold)
        assert locked.wait(30)
        try:
            yield
        finally:
            may_end.set()


def test_a_locked_table_does_not_hold_up_a_session(person: Native) -> None:
    with locked_table():
        session_id = person.start()
        with pytest.raises(DatabaseError):
            events_move()
    events_move()
    assert started(session_id) == 1


@pytest.fixture
def failing_table() -> Iterator[None]:
    """Makes every insert into the events' table fail."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no room'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON analytics_events FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS refuse CASCADE")


def test_a_failing_table_does_not_fail_a_session(person: Native, failing_table: None) -> None:
    session_id = person.start()
    with pytest.raises(DatabaseError):
        events_move()
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION refuse CASCADE")
    events_move()
    assert started(session_id) == 1


def test_what_breaks_its_schema_or_belongs_to_nobody_is_dropped(person: Native) -> None:
    user_id = uuid.UUID(person.user["id"])
    emit(EventName.SESSION_ABANDONED, user_id=user_id, step="what a person wrote")
    emit(EventName.SESSION_ABANDONED, user_id=uuid.uuid4(), step="receive")
    emit(EventName.SESSION_ABANDONED, user_id=user_id, session_id=uuid.uuid4(), step="receive")
    emit(EventName.SESSION_ABANDONED, user_id=user_id, step="clarify")
    events_move()
    assert not WaitingEvent.objects.filter(name="session_abandoned").exists()
    (event,) = AnalyticsEvent.objects.filter(user__pk=user_id, name="session_abandoned")
    assert event.payload == {"step": "clarify"}


def test_erasure_takes_waiting_events_along(person: Native) -> None:
    person.start()
    user_id = person.user["id"]
    assert person.request("DELETE", "/account").status_code == 204
    events_move()
    assert not WaitingEvent.objects.filter(user_id=user_id).exists()
    assert not AnalyticsEvent.objects.filter(user__pk=user_id).exists()


def test_an_event_of_another_release_holds_up_nobody(person: Native) -> None:
    user_id = uuid.UUID(person.user["id"])
    WaitingEvent.objects.create(name="of_a_later_release", user_id=user_id)
    emit(EventName.SESSION_ABANDONED, user_id=user_id, step="clarify")
    events_move()
    assert [event.name for event in AnalyticsEvent.objects.filter(user__pk=user_id)] == ["session_abandoned"]
