"""An open stream ends with the sign-in session behind it; the reply goes on."""

import asyncio

import pytest

from accounts import watch
from solacore.testing.clients import Native
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import StartVendor


async def pauses(exchange: Exchange) -> None:
    await openai_wire.begin(exchange, "It ", "sounds ")
    await asyncio.sleep(2.5)
    await openai_wire.text(exchange, "heavy.")
    await openai_wire.complete(exchange)


def test_a_revoked_session_s_stream_ends(
    person: Native, vendor: StartVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.2)
    vendor(pauses)
    other = person.again()
    assert other.login(person.email).status_code == 200
    session_id = person.start()
    with person.sending(session_id, "Take your time.") as events:
        assert next(events).name == "start"
        other.request("DELETE", f"/auth/sessions/{other.get('/auth/sessions').json()[-1]['id']}")
        last = list(events)[-1]
    assert (last.name, last.id) == ("error", None)
    assert last.data["error"] == "SESSION_REVOKED"
    assert last.data["next_step"] == "receive"
    message_id = other.messages(session_id)[1]["id"]
    rest = other.get(f"/sessions/{session_id}/messages/{message_id}/stream")
    assert "event: done" in rest.text
    assert other.messages(session_id)[1]["content"] == "It sounds heavy."


def test_a_deleted_session_s_stream_ends(person: Native, vendor: StartVendor) -> None:
    vendor(pauses)
    session_id = person.start()
    with person.sending(session_id, "Take your time.") as events:
        assert next(events).name == "start"
        assert person.again().request("DELETE", f"/sessions/{session_id}").status_code == 204
        assert list(events)[-1].name == "error"
