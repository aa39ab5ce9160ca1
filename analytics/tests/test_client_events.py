"""POST /analytics/events."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.models import AnalyticsEvent
from analytics.services.outbox import events_move
from solacore.testing.clients import Native, problem

PATH = "/analytics/events"
PICKED = {"name": "option_selected", "payload": {"position": 2, "of": 3}}
SHOWN = {"name": "upgrade_prompt_shown", "payload": {"placement": "quota"}}


def stored(person: Native) -> list[AnalyticsEvent]:
    events_move()
    return list(
        AnalyticsEvent.objects.filter(user__pk=person.user["id"], session=None).order_by("created_at")
    )


def test_a_batch_is_recorded(person: Native) -> None:
    when = timezone.now() - timedelta(days=2)
    response = person.post(PATH, json={"events": [SHOWN | {"occurred_at": when.isoformat()}, PICKED]})
    assert (response.status_code, response.json()) == (202, {"accepted": 2})
    shown, picked = stored(person)
    assert (shown.name, shown.payload, shown.created_at) == (
        "upgrade_prompt_shown",
        {"placement": "quota"},
        when,
    )
    assert (picked.name, picked.payload) == ("option_selected", {"position": 2, "of": 3})


def test_a_session_of_ones_own_can_be_named_and_no_other(person: Native, outsider: Native) -> None:
    own, foreign = person.start(), outsider.start()
    assert person.post(PATH, json={"events": [PICKED | {"session_id": own}]}).status_code == 202
    for session_id in (foreign, str(uuid.uuid4())):
        response = person.post(PATH, json={"events": [PICKED, PICKED | {"session_id": session_id}]})
        assert problem(response) == (422, "VALIDATION_ERROR")
    assert stored(person) == []
    assert AnalyticsEvent.objects.filter(session__pk=own, name="option_selected").count() == 1


def test_a_repeated_batch_counts_once(person: Native) -> None:
    batch = {"events": [PICKED | {"id": str(uuid.uuid4())}]}
    for _ in range(2):
        assert person.post(PATH, json=batch).status_code == 202
    assert len(stored(person)) == 1
    assert person.post(PATH, json=batch).status_code == 202
    assert len(stored(person)) == 1


def test_ids_are_each_person_s_own(person: Native, outsider: Native) -> None:
    batch = {"events": [PICKED | {"id": str(uuid.uuid4())}]}
    for client in (person, outsider):
        assert client.post(PATH, json=batch).status_code == 202
    assert (len(stored(person)), len(stored(outsider))) == (1, 1)


def test_unknown_keys_are_ignored(person: Native) -> None:
    event = {"name": "option_selected", "payload": {"position": 1, "why": "my diary"}, "more": 1}
    assert person.post(PATH, json={"events": [event], "app": "ios"}).status_code == 202
    assert [event.payload for event in stored(person)] == [{"position": 1}]


@pytest.mark.parametrize(
    "events",
    [
        None,
        [],
        {},
        "option_selected",
        [PICKED] * 51,
        [None],
        [{"payload": {}}],
        [{"name": "session_started", "payload": {"locale": "en"}}],
        [{"name": "made_up"}],
        [{"name": "option_selected"}],
        [{"name": "option_selected", "payload": {"position": 0}}],
        [{"name": "option_selected", "payload": {"position": "two"}}],
        [{"name": "option_selected", "payload": []}],
        [{"name": "upgrade_prompt_shown", "payload": {"placement": "I wrote this myself"}}],
        [{"name": "upgrade_prompt_shown", "payload": {"placement": "quota\n"}}],
        [PICKED | {"occurred_at": "yesterday"}],
        [PICKED | {"occurred_at": "2020-01-01T00:00:00Z"}],
        [PICKED | {"occurred_at": "2999-01-01T00:00:00Z"}],
        [PICKED | {"id": "7"}],
        [PICKED | {"session_id": "7"}],
        [PICKED, {"name": "made_up"}],
    ],
)
def test_a_faulty_batch_changes_nothing(person: Native, events: Any) -> None:
    response = person.post(PATH, json={"events": events})
    assert problem(response) == (422, "VALIDATION_ERROR")
    assert all(field.startswith("events") for field in response.json()["params"]["fields"])
    assert stored(person) == []


def test_nobody_else_may(person: Native, native: Any) -> None:
    assert problem(native().post(PATH, json={"events": [PICKED]})) == (401, "INVALID_TOKEN")
    assert person.post("/auth/logout").status_code == 204
    assert problem(person.post(PATH, json={"events": [PICKED]})) == (401, "SESSION_REVOKED")
