"""What a reply offers, on its way to the client and into the session."""

import json
from collections.abc import Callable

import pytest

from solacore.testing.clients import Native, text_of
from solve.models import SolveSession
from solve.tests.fakes import openai_wire
from solve.tests.vendor import StartVendor

OPTIONS = """Two ways seem open to you.

1. **Call Ana tonight**
   - Pros: it is quick; she hears your voice
   - Cons: it takes courage
   - Effort: low
2. **Write her a letter**
   - Pros: you can choose your words
   - Cons: you wait for an answer
   - Effort: medium

Which is closest?"""
OPTIONS_READ = [
    {
        "title": "Call Ana tonight",
        "pros": ["it is quick", "she hears your voice"],
        "cons": ["it takes courage"],
        "effort": "low",
    },
    {
        "title": "Write her a letter",
        "pros": ["you can choose your words"],
        "cons": ["you wait for an answer"],
        "effort": "medium",
    },
]
FIRST_STEP = "You came with a silence.\n\n**First step:** call Ana\n**When:** tonight at eight\n\nGo well."
FIRST_STEP_READ = {"action": "call Ana", "when": "tonight at eight"}
QUESTIONS = "Two questions:\n\n1. What would be closest to you?\n2. What is missing?"


@pytest.fixture
def model_says(vendor: StartVendor) -> Callable[..., None]:
    """Lets the model give these replies, one after the other."""

    def start(*replies: str) -> None:
        vendor(*(openai_wire.reply(*reply.splitlines(keepends=True)) for reply in replies))

    return start


def _session_in(person: Native, step: str) -> str:
    session_id = person.start()
    SolveSession.objects.filter(pk=session_id).update(current_step=step)
    return session_id


def test_done_of_the_options_step_carries_the_options(
    person: Native, model_says: Callable[..., None]
) -> None:
    model_says(OPTIONS)
    session_id = _session_in(person, "options")
    events = person.send(session_id, "I can call or write.")
    assert text_of(events) == OPTIONS
    assert events[-1].name == "done"
    assert events[-1].data["options"] == OPTIONS_READ
    assert "first_step" not in events[-1].data
    stored = person.get(f"/sessions/{session_id}").json()
    assert stored["options"] == OPTIONS_READ
    assert stored["first_step"] is None


def test_done_of_the_commit_step_carries_the_first_step(
    person: Native, model_says: Callable[..., None]
) -> None:
    model_says(FIRST_STEP)
    session_id = _session_in(person, "commit")
    done = person.send(session_id, "I call her tonight at eight.")[-1].data
    assert done["first_step"] == FIRST_STEP_READ
    assert "options" not in done
    stored = person.get(f"/sessions/{session_id}").json()
    assert stored["first_step"] == FIRST_STEP_READ
    assert stored["first_step_action"] == ""


def test_the_person_confirms_what_was_proposed(person: Native, model_says: Callable[..., None]) -> None:
    model_says(FIRST_STEP)
    session_id = _session_in(person, "commit")
    person.send(session_id, "I call her tonight at eight.")
    confirmed = {"first_step_action": "Call Ana, briefly", "reminder_time": "2031-05-04T20:00:00Z"}
    assert person.request("PATCH", f"/sessions/{session_id}", json=confirmed).status_code == 200
    stored = person.get(f"/sessions/{session_id}").json()
    assert stored | confirmed == stored
    assert stored["first_step"] == FIRST_STEP_READ


def test_a_reply_without_options_carries_none_and_keeps_the_earlier_ones(
    person: Native, model_says: Callable[..., None]
) -> None:
    model_says(OPTIONS, QUESTIONS)
    session_id = _session_in(person, "options")
    person.send(session_id, "I can call or write.")
    SolveSession.objects.filter(pk=session_id).update(current_step="options")
    assert "options" not in person.send(session_id, "Hm.")[-1].data
    assert person.get(f"/sessions/{session_id}").json()["options"] == OPTIONS_READ


@pytest.mark.parametrize("step", ["receive", "clarify", "reframe", "commit"])
def test_options_belong_to_their_step_only(
    person: Native, model_says: Callable[..., None], step: str
) -> None:
    model_says(OPTIONS)
    session_id = _session_in(person, step)
    assert "options" not in person.send(session_id, "I can call or write.")[-1].data
    assert person.get(f"/sessions/{session_id}").json()["options"] is None


def test_a_crisis_proposes_no_step(person: Native, model_says: Callable[..., None]) -> None:
    model_says(FIRST_STEP)
    session_id = _session_in(person, "commit")
    done = person.send(session_id, "I am going to kill myself tonight.")[-1].data
    assert done["blocked"] is True
    assert "first_step" not in done
    assert person.get(f"/sessions/{session_id}").json()["first_step"] is None


def test_a_replay_says_the_same(person: Native, model_says: Callable[..., None]) -> None:
    model_says(OPTIONS)
    session_id = _session_in(person, "options")
    done = person.send(session_id, "I can call or write.")[-1].data
    again = person.get(f"/sessions/{session_id}/messages/{done['message_id']}/stream").text
    assert json.loads(again.strip().rpartition("data: ")[2]) == done


@pytest.mark.parametrize("locale", ["en", "es", "zh"])
def test_the_built_in_guide_is_read_as_well(person: Native, locale: str, quick_guide: None) -> None:
    said = {
        "en": ["I can either quit my job or ask for fewer hours.", "I will call my boss tomorrow at nine."],
        "es": ["Puedo dejar el trabajo o pedir menos horas.", "Voy a llamar a mi jefa mañana a las nueve."],
        "zh": ["我可以辞职，或者申请减少工作时间。", "我明天早上九点给老板打电话。"],
    }[locale]
    session_id = person.start(locale=locale)
    SolveSession.objects.filter(pk=session_id).update(current_step="options")
    options = person.send(session_id, said[0])[-1].data["options"]
    assert 2 <= len(options) <= 3
    assert all(option["pros"] and option["cons"] for option in options)
    SolveSession.objects.filter(pk=session_id).update(current_step="commit")
    first_step = person.send(session_id, said[1])[-1].data["first_step"]
    assert first_step["action"]
    assert first_step["when"]
