"""GET /sessions."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from solacore.testing.clients import Native, NativeFactory, problem
from solve.models import SolveSession


def test_sessions_come_newest_first_in_pages(person: Native) -> None:
    made = [person.start() for _ in range(4)]
    body = person.get("/sessions", params={"limit": 2, "offset": 1}).json()
    assert [session["id"] for session in body["sessions"]] == made[::-1][1:3]
    assert (body["total"], body["limit"], body["offset"]) == (4, 2, 1)
    assert set(body["sessions"][0]) == {
        "id",
        "status",
        "current_step",
        "created_at",
        "completed_at",
        "title",
    }


def test_a_session_s_title_is_how_the_person_began(person: Native) -> None:
    session_id = person.start()
    assert person.get("/sessions").json()["sessions"][0]["title"] == ""
    person.send(session_id, "My shop closes in June. " + "x" * 200)
    person.send(session_id, "I have told nobody.")
    title = person.get("/sessions").json()["sessions"][0]["title"]
    assert title.startswith("My shop closes in June.")
    assert len(title) == 120


def test_an_outsider_sees_none_of_them(person: Native, outsider: Native) -> None:
    person.start()
    assert outsider.get("/sessions").json() == {"sessions": [], "total": 0, "limit": 20, "offset": 0}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=many", "offset=-1", "offset=9999999999999"])
def test_a_page_that_can_t_be_is_refused(person: Native, query: str) -> None:
    response = person.get(f"/sessions?{query}")
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert query.partition("=")[0] in response.json()["detail"]


def test_unknown_query_parameters_are_ignored(person: Native) -> None:
    assert person.get("/sessions?colour=blue").status_code == 200


def test_not_without_a_token(native: NativeFactory) -> None:
    assert problem(native().get("/sessions")) == (401, "INVALID_TOKEN")


def test_the_number_of_queries_does_not_grow(person: Native, django_assert_num_queries: Any) -> None:
    user = User.objects.get(pk=person.user["id"])
    headers = {"Authorization": f"Bearer {person.access}"}
    for rows in (1, 50):
        SolveSession.objects.bulk_create(SolveSession(user=user) for _ in range(rows))
        with django_assert_num_queries(3):  # who asks, the page, the total
            assert Client(headers=headers).get("/sessions?limit=100").status_code == 200


def test_an_id_that_is_no_uuid_names_nothing(person: Native) -> None:
    for name in ("17", "x" * 300, str(uuid.uuid4())):
        assert problem(person.get(f"/sessions/{name}")) == (404, "SESSION_NOT_FOUND")
