"""GET /sessions with status, q, before and after."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.test import Client

from solacore.testing.clients import Native, problem
from solve.models import Message, MessageStatus, Role, SolveSession
from solve.search import Words, words_wanted


def _session(person: Native, *said: str, **more: Any) -> str:
    """A session with a message and a reply after each other."""
    session = SolveSession.objects.create(user_id=person.user["id"], **more)
    Message.objects.bulk_create(
        Message(
            session=session,
            sequence=number,
            role=Role.USER if number % 2 else Role.ASSISTANT,
            content=content,
            step="receive",
        )
        for number, content in enumerate(said, 1)
    )
    return str(session.pk)


def _found(person: Native, **query: Any) -> list[str]:
    response = person.get("/sessions", params=query)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["total"] == len(body["sessions"])
    return [session["id"] for session in body["sessions"]]


ENGLISH = "My brother’s dog hasn't slept since we either moved/left in May; it’s café-au-lait coloured."
SPANISH = "No sé cómo decírselo a mi mamá: mañana será el cumpleaños de Núria."
CHINESE = "我的妈妈不理我，因为我想辞职去学画画。ＡＩ时代工作不好找"


@pytest.mark.parametrize(
    ("said", "found", "missed"),
    [
        (
            ENGLISH,
            ["brother", "BROTHER", "brother's", "dog brother", "left", "either", "cafe", "café", "May;"],
            ["broth", "brothers", "cat", "brother cat", "mayor", "mayo%", "br_ther", "d*"],
        ),
        (
            SPANISH,
            ["mamá", "mama", "MAMÁ", "manana", "mañana", "cumpleanos", "Nuria", "NÚRIA", "decirselo mañana"],
            ["mam", "papá", "cumple", "mañana papá"],
        ),
        (
            CHINESE,
            ["妈妈", "不理我", "辞职", "画", "我的妈妈", "妈妈 辞职", "AI时代", "ai", "ＡＩ", "学画画"],
            ["爸爸", "妈妈辞职", "理不", "妈理", "画学", "妈妈 爸爸"],
        ),
    ],
)  # fmt: skip
def test_words_are_found_in_three_languages(
    person: Native, said: str, found: list[str], missed: list[str]
) -> None:
    session_id = _session(person, said, "An answer.")
    _session(person, "Something else.", "An answer.")
    assert [q for q in found if _found(person, q=q) != [session_id]] == []
    assert [q for q in missed if _found(person, q=q)] == []


def test_replies_are_searched_as_well(person: Native) -> None:
    session_id = _session(person, "I don't know.", "That sounds lonesome.")
    assert _found(person, q="lonesome") == [session_id]


def test_a_search_through_the_real_turn(person: Native) -> None:
    session_id = person.start()
    person.send(session_id, "My landlord is selling the flat.")
    assert _found(person, q="landlord") == [session_id]


def test_a_reply_is_found_once_it_is_complete(person: Native) -> None:
    session_id = _session(person, "I don't know.", "That sounds lonesome.")
    replies = Message.objects.filter(session_id=UUID(session_id), role=Role.ASSISTANT)
    replies.update(status=MessageStatus.STREAMING)
    assert _found(person, q="lonesome") == []
    replies.update(status=MessageStatus.STOPPED)
    assert _found(person, q="lonesome") == [session_id]


def test_nobody_finds_another_s_words(person: Native, outsider: Native) -> None:
    _session(person, "Zanzibar, my secret.")
    assert _found(outsider, q="Zanzibar") == []
    assert _found(outsider, status="active") == []


def test_filters_combine_and_total_counts_what_is_left(person: Native) -> None:
    made = [
        _session(
            person,
            f"The garden, part {number}.",
            created_at=datetime(2026, 1, number, tzinfo=UTC),
            status="completed" if number % 2 else "active",
        )
        for number in range(1, 7)
    ]
    _session(person, "The kitchen.", created_at=datetime(2026, 1, 3, tzinfo=UTC), status="completed")
    query = {"q": "garden", "status": "completed", "after": "2026-01-01T12:00:00Z", "limit": 1}
    body = person.get("/sessions", params=query).json()
    assert [session["id"] for session in body["sessions"]] == [made[4]]
    assert (body["total"], body["limit"], body["offset"]) == (2, 1, 0)
    assert set(body) == {"sessions", "total", "limit", "offset"}
    body = person.get("/sessions", params={**query, "offset": 1}).json()
    assert [session["id"] for session in body["sessions"]] == [made[2]]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("before=2026-01-02T00:00:00Z", [1]),
        ("after=2026-01-02T00:00:00Z", [3]),
        ("before=2026-01-02T00:00:00.000001Z", [2, 1]),
        ("after=2026-01-01T23:59:59.999999Z", [3, 2]),
        ("before=2026-01-02T02:00:00%2B02:00", [1]),
        ("before=2026-01-02T02:00:00+02:00", [1]),
        ("before=2026-01-02T02:01:00%2B02:00", [2, 1]),
        ("after=2026-01-01T19:00:00-05:00", [3]),
        ("after=2026-01-02", [3]),
        ("after=2026-01-02T00:00", [3]),
        ("after=2026-01-02%2000:00", [3]),
        ("after=2026-01-01T00:00:00Z&before=2026-01-03T00:00:00Z", [2]),
        ("after=2026-01-03T00:00:00Z&before=2026-01-01T00:00:00Z", []),
    ],
)
def test_before_and_after_a_moment(person: Native, query: str, days: list[int]) -> None:
    made = {
        day: _session(person, "Hello.", created_at=datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2, 3)
    }
    body = person.get(f"/sessions?{query}").json()
    assert [session["id"] for session in body["sessions"]] == [made[day] for day in days]


def test_each_status(person: Native) -> None:
    made = {status: _session(person, status=status) for status in ("active", "completed", "abandoned")}
    for status, session_id in made.items():
        assert _found(person, status=status) == [session_id]


@pytest.mark.parametrize("q", ["", " ", "%20"])
def test_an_empty_search_box_filters_nothing(person: Native, q: str) -> None:
    session_id = _session(person, "Hello.")
    body = person.get(f"/sessions?q={q}").json()
    assert [session["id"] for session in body["sessions"]] == [session_id]


@pytest.mark.parametrize(
    "q", ["!!!", "' OR 1=1 --", "& | ! ( ) : *", "\\", "a:*", "<->", "%s %(x)s", "{}", "«»", "\u0301"]
)
def test_signs_are_no_syntax(person: Native, q: str) -> None:
    _session(person, "Hello.")
    assert _found(person, q=q) == []


@pytest.mark.parametrize(
    "query",
    [
        "status=happy",
        "status=",
        "status=Active",
        "q=" + "x" * 201,
        "q=a%00b",
        "before=yesterday",
        "before=",
        "before=2026-13-01T00:00:00Z",
        "before=0001-01-01T00:00:00%2B14:00",
        "after=2026-01-01T25:00:00Z",
        "after=1767225600",
        "after=%00",
    ],
)
def test_what_can_t_be_is_refused(person: Native, query: str) -> None:
    response = person.get(f"/sessions?{query}")
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert query.partition("=")[0] in response.json()["params"]["fields"]


def test_the_longest_search(person: Native) -> None:
    session_id = _session(person, "word " * 100)
    assert _found(person, q=("word " * 40).strip()) == [session_id]
    assert _found(person, q="心" * 200) == []


def test_the_longest_texts_are_indexed(person: Native) -> None:
    """A text beyond the limits of a tsvector must not keep a message from being stored."""
    distinct = "".join(chr(0x4E00 + number) for number in range(16_000))
    session_id = _session(person, distinct, "ﷺ" * 16_000, "x" * 100_000, "a1 " * 40_000)
    assert _found(person, q=distinct[15_000:15_050]) == [session_id]


def test_the_number_of_queries_does_not_grow(person: Native, django_assert_num_queries: Any) -> None:
    headers = {"Authorization": f"Bearer {person.access}"}
    query = f"q={quote('garden 花园')}&status=active&after=2020-01-01T00:00:00Z"
    for count in (1, 30):
        for _ in range(count):
            _session(person, "The garden 花园.", "Yes.")
        with django_assert_num_queries(3):  # who asks, the page, the total
            body = Client(headers=headers).get(f"/sessions?{query}&limit=100").json()
        assert body["total"] >= count


def test_the_index_serves_the_search() -> None:
    said = Message.objects.exclude(status=MessageStatus.STREAMING).alias(words=Words(F("content")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'messages_words'::regclass")
        assert cursor.fetchone() == (True,)
        # The tables of a test are too small for the planner to bother.
        cursor.execute("SET enable_seqscan = off")
        plan = said.filter(words=words_wanted("garden 花园")).explain()
        cursor.execute("RESET enable_seqscan")
    assert "messages_words" in plan


def test_an_interrupted_migration_can_be_repeated() -> None:
    migration = import_module("solve.migrations.0004_message_words").Migration("0004_message_words", "solve")
    assert migration.atomic is False
    (operation,) = migration.operations
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'messages_words'::regclass")
    with connection.schema_editor(atomic=False) as editor:
        state = MigrationLoader(connection).project_state()
        operation.database_forwards("solve", editor, state, state)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'messages_words'::regclass")
        assert cursor.fetchone() == (True,)
