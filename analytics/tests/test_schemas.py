"""The payload schemas: one for each event, and what the server emits follows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from analytics.events import EventName
from analytics.models import AnalyticsEvent
from analytics.schemas import faults, known_part, schema_of
from analytics.services.outbox import events_move
from solacore.testing.clients import Native

DIARY = "I haven't told anyone that I lost the house, the dog and my sleep"


@pytest.mark.parametrize("name", list(EventName))
def test_each_event_has_a_sound_schema_with_a_description(name: EventName) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["description"].endswith(".")
    assert set(schema["required"]) <= set(schema["properties"])


@pytest.mark.parametrize("name", list(EventName))
def test_no_schema_has_room_for_what_a_person_wrote(name: EventName) -> None:
    for key in schema_of(name)["properties"]:
        assert faults(name, {key: DIARY})
    assert faults(name, {"note": DIARY})


@given(st.sampled_from(list(EventName)), st.dictionaries(st.text(max_size=9), st.integers() | st.text()))
def test_faults_quote_no_value(name: EventName, payload: dict[str, int | str]) -> None:
    marked = dict.fromkeys(payload, DIARY)
    assert DIARY not in " ".join(faults(name, marked))
    assert set(known_part(name, payload)) <= set(schema_of(name)["properties"])


def test_what_a_whole_session_emits_follows_the_schemas(person: Native, quick_guide: None) -> None:
    session_id = person.start()
    for _ in range(12):
        done = person.send(session_id, "My flatmate moved out and the rent is due on Friday.")[-1].data
        if done.get("status") == "completed":
            break
    events_move()
    events = AnalyticsEvent.objects.filter(session__pk=session_id)
    assert {"session_started", "emotion_detected", "step_completed", "session_completed"} <= {
        event.name for event in events
    }
    assert [faults(EventName(event.name), event.payload) for event in events] == [[]] * len(events)
