"""The server as a newcomer runs it: first start, Ctrl-C, kill -9, two at once."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from solacore.testing.clients import Native
from solacore.testing.served import data_folder, migrated_folder, serving
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import vendor_in_thread

pytestmark = pytest.mark.pure

STORY = "My shop closes in June and I have told nobody."


@pytest.fixture
def data() -> Iterator[Path]:
    with migrated_folder() as folder:
        yield folder


def _still_there(data: Path) -> list[str]:
    """Processes that work in a data folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        where = " ".join(process.info["cmdline"] or []) + str(process.info["cwd"] or "")
        if str(data) in where:
            found.append(where)
    return found


def _eventually_nothing(data: Path) -> list[str]:
    deadline = time.monotonic() + 20
    while (found := _still_there(data)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _registered(base_url: str) -> Native:
    person = Native(base_url)
    response = person.register()
    assert response.status_code == 201, response.text
    return person


def _moved(person: Native, base_url: str) -> Native:
    """The same person at another server."""
    there = Native(base_url, person.fingerprint)
    there.access = person.access
    return there


def test_it_says_where_everything_is_and_stops_without_a_trace() -> None:
    with data_folder() as data:
        with serving(data) as served:
            for word in ("/docs", "/admin/", "sign in as", "guide", served.base_url):
                assert word in served.output()
            assert served.stop(signal.SIGINT) == 0
            assert "Traceback" not in served.output()
        assert _eventually_nothing(data) == []


def test_what_was_answered_survives_a_kill_and_a_half_reply_has_its_state(data: Path) -> None:
    async def writes_for_ever(exchange: Exchange) -> None:
        if "slowly" not in exchange.received.body["messages"][-1]["content"]:
            await openai_wire.reply("I hear you.")(exchange)
            return
        await openai_wire.begin(exchange, "I ", "hear ", "you ")
        await exchange.until_client_leaves()

    with vendor_in_thread([writes_for_ever]) as vendor:
        model = {
            "LLM_PROVIDER": "openai",
            "OPENAI_API_KEY": "sk-local",
            "OPENAI_BASE_URL": f"{vendor.url}/v1",
            "TURN_CHECKPOINT_SECONDS": "0.2",
            "TURN_LEASE_SECONDS": "2",
        }
        with serving(data, **model) as served:
            person = _registered(served.base_url)
            session_id = person.start()
            person.send(session_id, STORY)
            answered = person.messages(session_id)
            with person.sending(session_id, "Tell me slowly.") as events:
                assert [next(events).name for _ in range(3)][-1] == "token"
                while not person.again().messages(session_id)[-1]["content"]:
                    time.sleep(0.1)
                served.stop(signal.SIGKILL)
        with serving(data, **model) as served:
            person = _moved(person, served.base_url)
            stored = person.messages(session_id)
            assert stored[:2] == answered
            assert stored[2]["content"] == "Tell me slowly."
            assert stored[3]["content"].startswith("I hear")
            assert stored[3]["status"] in {"streaming", "interrupted"}
            time.sleep(2)
            assert person.send(session_id, STORY)[-1].name == "done"
            assert person.messages(session_id)[3]["status"] == "interrupted"


def test_two_servers_share_a_folder_and_each_other_s_replies(data: Path) -> None:
    with serving(data) as first, serving(data) as second:
        person = _registered(first.base_url)
        there = _moved(person, second.base_url)
        session_id = person.start()
        with person.sending(session_id, STORY) as events:
            message_id = next(events).data["message_id"]
            response = there.get(f"/sessions/{session_id}/messages/{message_id}/stream")
        assert response.text.rstrip().rpartition("\n\n")[2].split("\n")[1] == "event: done"
        assert second.stop(signal.SIGINT) == 0
        assert person.get("/auth/me").status_code == 200
    assert _eventually_nothing(data) == []
