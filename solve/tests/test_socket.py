"""WS /ws/sessions/{id}: the turns of a session over a socket."""

import asyncio
import json
import time
import uuid
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import ActiveSession
from solacore.testing.clients import ORIGIN, Browser, Native, text_of
from solacore.testing.sockets import connected, open_socket, problem_of, refused, socket_address
from solacore.testing.threads import Threads
from solve.models import Message
from solve.sockets.outlet import Outlet
from solve.turns.events import RESET

STORY = "My brother and I have not spoken since our father's funeral, and the house must be sold."


@pytest.fixture
def session_id(person: Native) -> str:
    return person.start()


# -- turns ---------------------------------------------------------------------


def test_a_message_is_answered_by_the_events_of_its_turn(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY)
        events = opened.turn()
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert events[0].name == "start"
    assert {event.name for event in events[1:-1]} == {"token"}
    assert events[-1].name == "done"
    said, reply = person.messages(session_id)
    assert (said["content"], reply["content"]) == (STORY, text_of(events))


def test_two_turns_follow_each_other(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        for number in range(2):
            opened.say(content=f"{STORY} ({number})")
            events = opened.turn()
            assert [event.id for event in events] == list(range(1, len(events) + 1))


def test_every_socket_gets_a_turn_that_any_connection_began(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as first, open_socket(person, session_id) as second:
        over_http = person.send(session_id, STORY)
        assert first.turn() == second.turn() == over_http
        second.say(content="And the house?")
        assert first.turn() == second.turn()


def test_a_socket_that_opens_in_the_middle_misses_nothing(person: Native, session_id: str) -> None:
    with person.sending(session_id, STORY) as events:
        seen = [next(events) for _ in range(5)]
        with open_socket(person.again(), session_id) as opened:
            assert opened.turn() == seen + list(events)


def test_other_sessions_are_not_heard(person: Native, session_id: str) -> None:
    with open_socket(person, person.start()) as opened:
        person.send(session_id, STORY)
        opened.say("stop")
        opened.say("dance")
        assert opened.problem() == "VALIDATION_ERROR"


def test_a_crisis_is_answered_over_the_socket(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content="I want to kill myself tonight.")
        done = opened.turn()[-1]
    assert (done.name, done.data["blocked"], done.data["reason"]) == ("done", True, "CRISIS")


def test_a_socket_that_leaves_stops_nothing(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY)
        message_id = opened.next().data["message_id"]
    path = f"/sessions/{session_id}/messages/{message_id}/stream"
    assert "event: done" in person.get(path).text


def test_stop_ends_the_running_reply_for_all(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as first, open_socket(person, session_id) as second:
        first.say(content=STORY)
        seen = [second.next() for _ in range(4)]
        second.say("stop")
        seen += second.turn()
        assert first.turn() == seen
    assert seen[-1].name == "stopped"
    stored = person.messages(session_id)[1]
    assert (stored["status"], stored["content"]) == ("stopped", text_of(seen))


def test_a_retry_gets_the_same_turn_again(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY, client_message_id="one")
        first = opened.turn()
        opened.say(content=STORY, client_message_id="one")
        assert opened.turn() == first
    assert len(person.messages(session_id)) == 2


def test_parallel_retries_over_sockets_make_one_turn(person: Native, session_id: str) -> None:
    def send(_number: int) -> str:
        with open_socket(person, session_id) as opened:
            opened.say(content=STORY, client_message_id="one")
            events = {event.id: event for event in opened.turn()}
            return text_of(events[number] for number in sorted(events, key=lambda number: number or 0))

    with Threads(8) as threads:
        texts = set(threads.map(send, range(8)))
    assert texts == {person.messages(session_id)[1]["content"]}
    assert len(person.messages(session_id)) == 2


# -- resuming --------------------------------------------------------------------


def test_a_cut_at_every_event_loses_and_doubles_nothing(person: Native, session_id: str) -> None:
    whole = person.send(session_id, STORY)
    message_id = whole[0].data["message_id"]
    for cut in range(1, len(whole)):
        with open_socket(person, session_id) as opened:
            opened.say("resume", message_id=message_id, last_event_id=cut)
            assert whole[:cut] + opened.turn() == whole


def test_a_cut_in_the_middle_of_a_running_turn(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY)
        seen = {event.id: event for event in [opened.next() for _ in range(4)]}
    with open_socket(person, session_id) as opened:
        opened.say("resume", message_id=seen[1].data["message_id"], last_event_id=4)
        for event in opened.turn():
            seen.setdefault(event.id, event)
    assert list(seen) == list(range(1, len(seen) + 1))
    assert text_of(seen.values()) == person.messages(session_id)[1]["content"]


def test_going_back_in_a_running_turn_repeats_it_from_there(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY)
        seen = [opened.next() for _ in range(6)]
        opened.say("resume", message_id=seen[0].data["message_id"], last_event_id=2)
        seen += opened.turn()
    numbers = [event.id or 0 for event in seen]
    again = next(index for index in range(1, len(numbers)) if numbers[index] <= numbers[index - 1])
    assert again >= 6
    assert numbers[again:] == list(range(3, numbers[-1] + 1))
    assert numbers[:again] == list(range(1, again + 1))


def test_an_older_reply_waits_for_the_end_of_the_running_one(person: Native, session_id: str) -> None:
    older = person.send(session_id, STORY)
    with open_socket(person, session_id) as opened:
        opened.say(content="And the house?")
        newer = [opened.next()]
        opened.say("resume", message_id=older[0].data["message_id"], last_event_id=1)
        newer += opened.turn()
        assert [event.id for event in newer] == list(range(1, len(newer) + 1))
        assert opened.turn() == older[1:]


@pytest.mark.parametrize("last", [{}, {"last_event_id": None}, {"last_event_id": 0}])
def test_without_a_last_event_all_comes(person: Native, session_id: str, last: dict[str, Any]) -> None:
    whole = person.send(session_id, STORY)
    with open_socket(person, session_id) as opened:
        opened.say("resume", message_id=whole[0].data["message_id"], **last)
        assert opened.turn() == whole


@pytest.mark.parametrize("last", [100_000, 10**30])
def test_an_unknown_event_resets_and_sends_all(person: Native, session_id: str, last: int) -> None:
    whole = person.send(session_id, STORY)
    with open_socket(person, session_id) as opened:
        opened.say("resume", message_id=whole[0].data["message_id"], last_event_id=last)
        reset = opened.next()
        assert (reset.name, reset.id) == ("reset", None)
        assert [event.id for event in opened.turn()] == [event.id for event in whole]


def test_nothing_comes_when_all_was_seen(person: Native, session_id: str) -> None:
    whole = person.send(session_id, STORY)
    with open_socket(person, session_id) as opened:
        opened.say("resume", message_id=whole[0].data["message_id"], last_event_id=whole[-1].id)
        opened.say(content="And the house?")
        assert opened.next().name == "start"


def test_a_reply_of_another_session_is_not_found(person: Native, outsider: Native, session_id: str) -> None:
    foreign = outsider.send(outsider.start(), STORY)[0].data["message_id"]
    elsewhere = person.send(person.start(), STORY)[0].data["message_id"]
    with open_socket(person, session_id) as opened:
        for message_id in (foreign, elsewhere, str(uuid.uuid4())):
            opened.say("resume", message_id=message_id, last_event_id=1)
            assert opened.problem() == "MESSAGE_NOT_FOUND"


def test_turns_that_wait_for_a_client_are_bounded(
    person: Native, session_id: str, settings: Settings
) -> None:
    settings.SOCKET_TURNS_WAITING = 1
    older = [person.send(session_id, f"{STORY} ({number})")[0].data["message_id"] for number in range(2)]
    with open_socket(person, session_id) as opened:
        opened.say(content="And the house?")
        opened.next()
        for message_id in older:
            opened.say("resume", message_id=message_id)
        event = opened.next()
        while event.name == "token":
            event = opened.next()
        assert problem_of(event) == "RATE_LIMITED"


# -- frames that are refused -------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        ({"type": "message"}, "content"),
        ({"type": "message", "content": ""}, "content"),
        ({"type": "message", "content": " \n"}, "content"),
        ({"type": "message", "content": "a" * 4001}, "content"),
        ({"type": "message", "content": 7}, "content"),
        ({"type": "message", "content": "a\x00b"}, "content"),
        ({"type": "message", "content": "\ud800"}, "content"),
        ({"type": "message", "content": "hello", "client_message_id": 5}, "client_message_id"),
        ({"type": "message", "content": "hello", "client_message_id": "x" * 129}, "client_message_id"),
        ({"type": "resume"}, "message_id"),
        ({"type": "resume", "message_id": "17", "last_event_id": 1}, "message_id"),
        ({"type": "resume", "message_id": str(uuid.uuid4()), "last_event_id": "x"}, "last_event_id"),
        ({"type": "resume", "message_id": str(uuid.uuid4()), "last_event_id": -1}, "last_event_id"),
        ({"type": "dance"}, "type"),
        ({"type": ["message"]}, "type"),
        ({}, "type"),
        (["message"], "non_field_errors"),
        (None, "non_field_errors"),
    ],
)
def test_bad_frames_are_refused_by_field(person: Native, session_id: str, frame: Any, field: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.raw.send(json.dumps(frame))
        event = opened.next()
        assert problem_of(event) == "VALIDATION_ERROR"
        assert field in event.data["params"]["fields"]
    assert person.messages(session_id) == []


def test_a_socket_goes_on_after_a_refused_frame(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content="")
        assert opened.problem() == "VALIDATION_ERROR"
        opened.say(content=STORY)
        assert opened.turn()[-1].name == "done"


@pytest.mark.parametrize("text", ["", "hello", '{"type": "message", "content": "a', "[" * 60_000, "NaN"])
def test_what_is_no_json_is_malformed(person: Native, session_id: str, text: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.raw.send(text)
        assert opened.problem() == "MALFORMED_JSON"


def test_binary_frames_are_refused(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.raw.send(json.dumps({"type": "message", "content": STORY}).encode())
        assert opened.problem() == "UNSUPPORTED_MEDIA_TYPE"
    assert person.messages(session_id) == []


def test_a_frame_that_is_too_large_ends_the_socket(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content="心" * 4000, client_message_id="c", padding="x" * 65_536)
        assert opened.until_closed()[1] == 1009
    assert person.messages(session_id) == []


def test_4000_characters_of_any_script_are_taken_however_written(person: Native, session_id: str) -> None:
    text = "😀" * 4000
    with open_socket(person, session_id) as opened:
        opened.say(content=text)
        assert opened.turn()[-1].name == "done"
    assert person.messages(session_id)[0]["content"] == text


def test_a_second_message_at_once_is_refused(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY)
        opened.say(content="And the house?")
        events = [opened.next()]
        while events[-1].name != "error":
            events.append(opened.next())
        assert problem_of(events[-1]) == "REPLY_IN_PROGRESS"
        assert opened.turn()[-1].name == "done"


def test_the_errors_of_the_turn_are_those_of_http(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        opened.say(content=STORY, client_message_id="one")
        opened.turn()
        opened.say(content="And the house?", client_message_id="one")
        assert opened.problem() == "IDEMPOTENCY_CONFLICT"
        person.request("PATCH", f"/sessions/{session_id}", json={"status": "completed"})
        opened.say(content="And the house?")
        assert opened.problem() == "SESSION_COMPLETED"


def test_messages_count_for_the_limit_of_streams(person: Native, session_id: str, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "SSE": "2/hour"}
    with open_socket(person, session_id) as opened:
        for _ in range(2):
            opened.say(content=STORY)
            opened.turn()
        opened.say(content=STORY)
        event = opened.next()
    assert problem_of(event) == "RATE_LIMITED"
    assert event.data["params"]["retry_after"] >= 1


# -- who is let in -------------------------------------------------------------------


def test_a_browser_enters_by_cookie_and_origin(server: str, browser: Browser, session_id: str) -> None:
    browser.enter("/auth/register")
    started = browser.write("POST", "/sessions", json={})
    assert started.status_code == 201, started.text
    address = socket_address(server, started.json()["session_id"])
    cookie = {"Cookie": f"access_token={browser.http.cookies['access_token']}"}
    with connected(address, origin=ORIGIN, additional_headers=cookie) as opened:
        opened.say(content=STORY)
        assert opened.turn()[-1].name == "done"
    for origin in ("https://evil.example", "null", None):
        assert refused(address, origin=origin, additional_headers=cookie) == 4003
    foreign = socket_address(server, session_id)
    assert refused(foreign, origin=ORIGIN, additional_headers=cookie) == 4004


def test_nobody_enters_without_signing_in(server: str, person: Native, session_id: str) -> None:
    address = socket_address(server, session_id)
    assert refused(address) == 4001
    assert refused(address, origin=ORIGIN) == 4001
    assert refused(address, additional_headers={"Authorization": "Bearer nonsense"}) == 4001
    assert refused(f"{address}?access_token={person.access}&token={person.access}") == 4001


def test_a_token_needs_no_origin(person: Native, session_id: str) -> None:
    with open_socket(person, session_id, origin="https://evil.example") as opened:
        opened.say("dance")
        assert opened.problem() == "VALIDATION_ERROR"


@pytest.mark.parametrize("name", ["6f7ea35a-cb96-4640-bb2a-38a39f98f419", "17", "%F0%9F%98%80", "x" * 300])
def test_what_is_not_there_is_4004(server: str, person: Native, name: str) -> None:
    bearer = {"Authorization": f"Bearer {person.access}"}
    assert refused(socket_address(server, name), additional_headers=bearer) == 4004


def test_another_person_s_session_is_4004(server: str, outsider: Native, session_id: str) -> None:
    bearer = {"Authorization": f"Bearer {outsider.access}"}
    assert refused(socket_address(server, session_id), additional_headers=bearer) == 4004


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/sessions/", "/sessions", "/ws/sessions/a/b"])
def test_other_paths_are_closed_cleanly(server: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    assert refused(server.replace("http", "ws", 1) + path) == 4004
    assert "Traceback" not in caplog.text


def test_handshakes_count_for_the_limit_of_all_requests(
    server: str, session_id: str, settings: Settings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "GLOBAL": "1/hour"}
    codes = [refused(socket_address(server, session_id)) for _ in range(2)]
    assert codes[-1] == 1013


# -- what ends a socket -----------------------------------------------------------------


def test_an_idle_socket_is_closed_soon_after_signing_out(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        person.post("/auth/logout")
        began = time.monotonic()
        assert opened.until_closed()[1] == 4001
        assert time.monotonic() - began < 10


def test_a_signed_out_person_is_refused_at_once(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        ActiveSession.objects.filter(user__email=person.email).update(expires_at="2020-01-01T00:00:00Z")
        opened.say(content=STORY)
        assert opened.problem() == "SESSION_REVOKED"
        assert opened.until_closed()[1] == 4001
    assert not Message.objects.filter(session__pk=session_id).exists()


def test_a_deleted_account_signs_its_sockets_out(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as opened:
        assert person.request("DELETE", "/account").status_code == 204
        assert opened.until_closed()[1] == 4001


def test_a_deleted_session_ends_its_sockets(person: Native, session_id: str) -> None:
    with open_socket(person, session_id) as idle, open_socket(person, session_id) as writing:
        assert person.request("DELETE", f"/sessions/{session_id}").status_code == 204
        writing.say(content=STORY)
        assert writing.problem() == "SESSION_NOT_FOUND"
        assert writing.until_closed()[1] == 4004
        assert idle.until_closed()[1] == 4004


async def test_a_client_that_reads_nothing_is_given_up(settings: Settings) -> None:
    settings.SOCKET_STALL_SECONDS = 0.01

    async def held_back(_message: Any) -> None:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await Outlet(held_back).event(RESET)
