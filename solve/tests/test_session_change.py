"""PATCH and DELETE /sessions/{id}."""

import pytest

from solacore.testing.clients import Native, problem
from solacore.testing.threads import Threads
from solve.models import Message, StepHistory


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


def _patch(person: Native, session_id: str, **body: object) -> tuple[int, dict[str, object]]:
    response = person.request("PATCH", f"/sessions/{session_id}", json=body)
    return response.status_code, response.json()


def test_one_step_forward_at_a_time(person: Native, session_id: str) -> None:
    status, body = _patch(person, session_id, current_step="clarify")
    assert status == 200
    assert set(body) == {"id", "status", "current_step", "updated_at"}
    assert body["current_step"] == "clarify"
    stays = StepHistory.objects.filter(session__pk=session_id).order_by("started_at")
    assert [(stay.step, stay.completed_at is None) for stay in stays] == [
        ("receive", False),
        ("clarify", True),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"current_step": "options"}, "INVALID_STEP_TRANSITION"),
        ({"current_step": "receive"}, "INVALID_STEP_TRANSITION"),
        ({"current_step": "dance"}, "INVALID_STEP"),
        ({"status": "happy"}, "INVALID_STATUS"),
    ],
)
def test_what_the_state_machine_refuses(
    person: Native, session_id: str, body: dict[str, str], code: str
) -> None:
    status, answer = _patch(person, session_id, first_step_action="changed", **body)
    assert (status, answer["error"]) == (400, code)
    stored = person.get(f"/sessions/{session_id}").json()
    assert (stored["current_step"], stored["first_step_action"]) == ("receive", "")


def test_completed_from_any_step_and_never_reopened(person: Native, session_id: str) -> None:
    assert _patch(person, session_id, status="completed")[0] == 200
    completed_at = person.get(f"/sessions/{session_id}").json()["completed_at"]
    assert _patch(person, session_id, status="completed")[0] == 200
    assert person.get(f"/sessions/{session_id}").json()["completed_at"] == completed_at
    for status in ("active", "abandoned"):
        assert _patch(person, session_id, status=status)[1]["error"] == "INVALID_STATUS"


def test_the_first_step_and_its_reminder(person: Native, session_id: str) -> None:
    body = {
        "first_step_action": "Call Ana",
        "reminder_time": "2031-05-04T09:30:00+02:00",
        "locale": "zh-Hans",
    }
    assert _patch(person, session_id, **body)[0] == 200
    stored = person.get(f"/sessions/{session_id}").json()
    assert stored["first_step_action"] == "Call Ana"
    assert stored["reminder_time"] == "2031-05-04T07:30:00Z"
    assert stored["locale"] == "zh"
    assert _patch(person, session_id, reminder_time=None)[0] == 200
    assert person.get(f"/sessions/{session_id}").json()["reminder_time"] is None


@pytest.mark.parametrize(
    "body", [{"reminder_time": "soon"}, {"locale": "fr"}, {"first_step_action": 3}, {"status": None}]
)
def test_invalid_values(person: Native, session_id: str, body: dict[str, object]) -> None:
    assert _patch(person, session_id, **body)[1]["error"] == "VALIDATION_ERROR"


def test_parallel_steps_forward_count_once(person: Native, session_id: str) -> None:
    def move(_: int) -> int:
        return _patch(person.again(), session_id, current_step="clarify")[0]

    with Threads(8) as threads:
        assert sorted(threads.map(move, range(8))) == [200] + [400] * 7


def test_deleting_takes_the_conversation_along(person: Native, session_id: str) -> None:
    Message.objects.create(session_id=session_id, sequence=1, role="user", content="x", step="receive")
    response = person.request("DELETE", f"/sessions/{session_id}")
    assert (response.status_code, response.content) == (204, b"")
    assert problem(person.get(f"/sessions/{session_id}")) == (404, "SESSION_NOT_FOUND")
    assert not Message.objects.filter(session__pk=session_id).exists()


def test_an_outsider_changes_nothing(person: Native, outsider: Native, session_id: str) -> None:
    assert _patch(outsider, session_id, status="completed")[1]["error"] == "SESSION_NOT_FOUND"
    assert problem(outsider.request("DELETE", f"/sessions/{session_id}")) == (404, "SESSION_NOT_FOUND")
    assert person.get(f"/sessions/{session_id}").json()["status"] == "active"
