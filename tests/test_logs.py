"""What a production server logs: a line a request, as JSON, and nothing that is private."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from solacore.testing.clients import Native
from solacore.testing.own_stores import own_database, production_stores
from solacore.testing.served import Served, migrated_folder, serving
from solacore.tests.production import ENVIRONMENT
from solve.tests.fakes import openai_wire
from solve.tests.fakes.vendor_server import Exchange
from solve.tests.vendor import vendor_in_thread

pytestmark = pytest.mark.pure

WRITTEN = "marker-written"
ENDLESS = "marker-endless"
REFUSED = "marker-refused"
QUERY = "marker-query"
PATH = "marker-path"
HEADER = "marker-header"
PASSWORD = "Marker-Harbor7"
MARKERS = (WRITTEN, ENDLESS, REFUSED, QUERY, PATH, HEADER, PASSWORD)


async def _writes(exchange: Exchange) -> None:
    if ENDLESS not in exchange.received.body["messages"][-1]["content"]:
        await openai_wire.reply(f"I hear {WRITTEN}.")(exchange)
        return
    await openai_wire.begin(exchange, "I ", "hear ")
    await exchange.until_client_leaves()


class Place(NamedTuple):
    """A production server and the folder of its database."""

    served: Served
    data: Path

    def lines(self) -> list[dict[str, Any]]:
        # The last line may be half written.
        rows = self.served.output().splitlines(keepends=True)
        return [json.loads(row) for row in rows if row.startswith("{") and row.endswith("\n")]

    def line(self, **fields: Any) -> dict[str, Any]:
        """The first line of a request with these fields; it may be written just behind the answer."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for line in self.lines():
                if line["event"] == "request" and fields.items() <= line.items():
                    return line
            time.sleep(0.05)
        raise AssertionError(f"no line with {fields}")


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with migrated_folder() as data, vendor_in_thread([_writes]) as vendor:
        production = ENVIRONMENT | {
            "ALLOWED_HOSTS": "127.0.0.1",
            **production_stores(data),
            "LLM_PROVIDER": "openai",
            "OPENAI_API_KEY": "sk-local",
            "OPENAI_BASE_URL": f"{vendor.url}/v1",
        }
        with serving(data, **production) as served:
            yield Place(served, data)


@pytest.fixture
def person(place: Place) -> Native:
    client = Native(place.served.base_url)
    assert client.register(password=PASSWORD).status_code == 201
    return client


def test_each_request_has_one_line(place: Place, person: Native) -> None:
    person.get("/auth/me", headers={"X-Request-ID": "one-line"})
    line = place.line(request_id="one-line")
    assert {name: line[name] for name in ("method", "route", "status", "user_id", "level")} == {
        "method": "GET",
        "route": "auth/me",
        "status": 200,
        "user_id": person.user["id"],
        "level": "info",
    }
    assert line["duration_ms"] > 0
    assert [again["event"] for again in place.lines() if again.get("request_id") == "one-line"] == ["request"]


def test_a_stream_has_its_line_at_its_end(place: Place, person: Native) -> None:
    session_id = person.start()
    with person.http.stream(
        "POST",
        f"/sessions/{session_id}/messages",
        json={"content": WRITTEN, "step": "receive"},
        headers=person.headers(**{"X-Request-ID": "a-stream", "Accept": "text/event-stream"}),
    ) as response:
        assert "event: done" in response.read().decode()
    line = place.line(request_id="a-stream")
    assert (line["route"], line["status"]) == ("sessions/<id:session_id>/messages", 200)
    assert line["duration_ms"] > line["headers_ms"] > 0
    assert line["user_id"] == person.user["id"]


def test_a_stream_whose_client_leaves_is_499(place: Place, person: Native) -> None:
    session_id = person.start()
    with person.http.stream(
        "POST",
        f"/sessions/{session_id}/messages",
        json={"content": ENDLESS, "step": "receive"},
        headers=person.headers(**{"X-Request-ID": "left-early", "Accept": "text/event-stream"}),
    ) as response:
        next(response.iter_text())
    assert place.line(request_id="left-early")["status"] == 499


def test_nothing_private_is_ever_written(place: Place, person: Native) -> None:
    base = place.served.base_url
    person.send(person.start(), f"{WRITTEN} {person.email}")
    person.get(f"/auth/me?token={QUERY}&access_token={person.access}")
    httpx.get(f"{base}/reset-password/{PATH}?token={QUERY}")
    httpx.request(PATH.upper()[:9], f"{base}/auth/me")
    httpx.get(f"{base}/sessions/{PATH}", headers={"User-Agent": HEADER, "Authorization": f"Bearer {HEADER}"})
    httpx.get(f"{base}/health", headers={"Host": HEADER})
    httpx.post(
        f"{base}/auth/login", content=f'{{"email": "{WRITTEN}', headers={"Content-Type": "application/json"}
    )
    person.again().login(person.email, password=PASSWORD + "x")
    person.post("/auth/forgot-password", json={"email": person.email})
    _let_the_database_refuse(place, person)
    written = place.served.output()
    for private in (*MARKERS, person.email, person.access, person.refresh, person.fingerprint):
        assert private not in written


def _let_the_database_refuse(place: Place, person: Native) -> None:
    """PostgreSQL quotes the whole row that a constraint refuses, and the exception with it."""
    session_id = person.start()
    with own_database(place.data) as database:
        rule = f"ALTER TABLE messages ADD CONSTRAINT refused CHECK (content NOT LIKE '%{REFUSED}%')"
        database.execute(rule)
        response = person.post(
            f"/sessions/{session_id}/messages",
            json={"content": REFUSED, "step": "receive"},
            headers={"X-Request-ID": "refused-row"},
        )
        database.execute("ALTER TABLE messages DROP CONSTRAINT refused")
    assert response.status_code == 500
    failures = [line for line in place.lines() if line["event"] == "request_failed"]
    chain = next(line for line in failures if line["request_id"] == "refused-row")["exception"]
    assert "CheckViolation" in {part["exc_type"] for part in chain}
    assert any(frame["name"] == "turn_begin" for part in chain for frame in part["frames"])
