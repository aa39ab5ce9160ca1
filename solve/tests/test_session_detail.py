"""GET /sessions/{id} and GET /sessions/{id}/messages."""

from typing import Any

import pytest
from django.test import Client

from solacore.testing.clients import Native, problem
from solve.models import Message, Role


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


def _say(session_id: str, count: int) -> None:
    first = Message.objects.filter(session__pk=session_id).count() + 1
    Message.objects.bulk_create(
        Message(
            session_id=session_id,
            sequence=number,
            role=Role.USER if number % 2 else Role.ASSISTANT,
            content=f"line {number}",
            step="receive",
        )
        for number in range(first, first + count)
    )


def test_messages_come_only_when_asked_for_oldest_first(person: Native, session_id: str) -> None:
    _say(session_id, 6)
    assert "messages" not in person.get(f"/sessions/{session_id}").json()
    body = person.get(f"/sessions/{session_id}?include_messages=true&limit=3&offset=2").json()
    assert [message["content"] for message in body["messages"]] == ["line 3", "line 4", "line 5"]
    assert {"id", "role", "content", "step", "status", "created_at"} == set(body["messages"][0])


def test_messages_on_their_own(person: Native, session_id: str) -> None:
    _say(session_id, 3)
    body = person.get(f"/sessions/{session_id}/messages?limit=2").json()
    assert [message["content"] for message in body["messages"]] == ["line 1", "line 2"]
    assert (body["total"], body["limit"], body["offset"]) == (3, 2, 0)


def test_an_outsider_finds_nothing(outsider: Native, session_id: str) -> None:
    for path in (f"/sessions/{session_id}", f"/sessions/{session_id}/messages"):
        assert problem(outsider.get(path)) == (404, "SESSION_NOT_FOUND")


@pytest.mark.parametrize("path", ["", "?include_messages=true", "/messages"])
def test_the_number_of_queries_does_not_grow(
    person: Native, session_id: str, path: str, django_assert_max_num_queries: Any
) -> None:
    headers = {"Authorization": f"Bearer {person.access}"}
    for _ in range(2):
        _say(session_id, 40)
        with django_assert_max_num_queries(4):
            assert Client(headers=headers).get(f"/sessions/{session_id}{path}").status_code == 200
