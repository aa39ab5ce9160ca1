"""The two kinds of clients, over real HTTP."""

import json
import ssl
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

PASSWORD = "Quiet-Harbor7"
ORIGIN = "http://localhost:3000"


_clients: list[httpx.Client] = []
# For `verify`: each client would read all the world's certificates anew, longer than most requests take.
TRUST = ssl.create_default_context()


def _client(base_url: str, **how: Any) -> httpx.Client:
    client = httpx.Client(base_url=base_url, timeout=30, **{"verify": TRUST, **how})
    _clients.append(client)
    return client


def close_clients() -> None:
    """Closes the connections of all clients made so far."""
    while _clients:
        _clients.pop().close()


def new_email() -> str:
    """An address that no other test uses."""
    return f"person-{uuid.uuid4().hex[:12]}@example.com"


def new_fingerprint() -> str:
    """A device that no other test uses."""
    return f"device-{uuid.uuid4().hex[:16]}"


@dataclass(frozen=True, slots=True)
class SentEvent:
    """One event of a stream, as a client reads it."""

    id: int | None
    name: str
    data: dict[str, Any]


def read_events(rows: Iterable[str]) -> Iterator[SentEvent]:
    """Parses a text/event-stream, row by row."""
    fields: dict[str, str] = {}
    for row in rows:
        if not row:
            if "data" in fields:
                number = int(fields["id"]) if "id" in fields else None
                yield SentEvent(number, fields.get("event", "message"), json.loads(fields["data"]))
            fields = {}
        elif not row.startswith(":"):
            name, _, value = row.partition(": ")
            fields[name] = value


def text_of(events: Iterable[SentEvent]) -> str:
    """What the tokens of a stream say."""
    return "".join(event.data["content"] for event in events if event.name == "token")


class Native:
    """A mobile client: no Origin, tokens from the body, Bearer."""

    def __init__(self, base_url: str, fingerprint: str | None = None, **how: Any) -> None:
        """Args: base_url: the server. fingerprint: of the device. how: more arguments of `httpx.Client`."""
        self.http = _client(base_url, **how)
        self.fingerprint = fingerprint or new_fingerprint()
        self.email = ""
        self.access = ""
        self.refresh = ""
        self.user: dict[str, Any] = {}

    def register(self, email: str | None = None, **more: Any) -> httpx.Response:
        """Makes an account and keeps its tokens."""
        return self._enter("/auth/register", email or new_email(), **more)

    def login(self, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        """Signs in and keeps the tokens."""
        return self._enter("/auth/login", email, password=password, **more)

    def again(self) -> "Native":
        """The same person and device over a connection of its own, for another thread."""
        client = Native(str(self.http.base_url), self.fingerprint)
        client.access, client.refresh, client.user = self.access, self.refresh, self.user
        return client

    def headers(self, **more: str) -> dict[str, str]:
        """The headers of a signed request."""
        headers = {"X-Device-Fingerprint": self.fingerprint, **more}
        return headers | ({"Authorization": f"Bearer {self.access}"} if self.access else {})

    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> httpx.Response:
        """A signed request."""
        self.http.cookies.clear()
        return self.http.request(method, path, headers=self.headers(**(headers or {})), **kwargs)

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        """A signed GET."""
        return self.request("GET", path, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> httpx.Response:
        """A signed POST."""
        return self.request("POST", path, json=json, **kwargs)

    def start(self, **body: Any) -> str:
        """Starts a session; answers its id."""
        response = self.post("/sessions", json=body)
        assert response.status_code == 201, response.text
        return str(response.json()["session_id"])

    @contextmanager
    def sending(self, session_id: str, content: str, **body: Any) -> Iterator[Iterator[SentEvent]]:
        """Sends a message; gives the events of the reply as they come."""
        with self.http.stream(
            "POST",
            f"/sessions/{session_id}/messages",
            json={"content": content, "step": "receive", **body},
            headers=self.headers(Accept="text/event-stream"),
        ) as response:
            assert response.status_code == 200, response.read()
            yield read_events(response.iter_lines())

    def send(self, session_id: str, content: str, **body: Any) -> list[SentEvent]:
        """Sends a message; answers all events of the reply."""
        with self.sending(session_id, content, **body) as events:
            return list(events)

    def messages(self, session_id: str) -> list[dict[str, Any]]:
        """The conversation, oldest first."""
        response = self.get(f"/sessions/{session_id}", params={"include_messages": "true"})
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages

    def _enter(self, path: str, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        self.email = email
        body = {
            "email": email,
            "password": password,
            "device_fingerprint": self.fingerprint,
            "device_name": "iPhone 15",
            **more,
        }
        response = self.http.post(path, json=body)
        self.http.cookies.clear()
        if response.is_success:
            answer = response.json()
            self.access, self.refresh = answer["access_token"], answer["refresh_token"]
            self.user = answer["user"]
        return response


NativeFactory = Callable[..., Native]


class Browser:
    """The web client: an Origin on every request, cookies kept, the CSRF cookie sent back on writes."""

    def __init__(self, base_url: str, origin: str = ORIGIN) -> None:
        """Args: base_url: the server. origin: where the page comes from."""
        self.http = _client(base_url)
        self.http.headers["Origin"] = origin
        self.fingerprint = new_fingerprint()
        self.email = ""

    def enter(self, path: str, email: str | None = None, password: str = PASSWORD) -> httpx.Response:
        """Registers or signs in, by the path."""
        self.email = email or new_email()
        body = {"email": self.email, "password": password, "device_fingerprint": self.fingerprint}
        return self.http.post(path, json=body)

    def get(self, path: str, **kwargs: Any) -> httpx.Response:
        """A GET with the cookies."""
        return self.http.get(path, **kwargs)

    def write(
        self, method: str, path: str, *, csrf: str | None = None, origin: str | None = ORIGIN, **kwargs: Any
    ) -> httpx.Response:
        """A write with the cookies; csrf: the header's value, None for no header."""
        headers = {"X-Device-Fingerprint": self.fingerprint, **kwargs.pop("headers", {})}
        if csrf is not None:
            headers["X-CSRF-Token"] = csrf
        request = self.http.build_request(method, path, headers=headers, **kwargs)
        del request.headers["Origin"]
        if origin is not None:
            request.headers["Origin"] = origin
        return self.http.send(request)


def problem(response: httpx.Response) -> tuple[int, str]:
    """The status and code of an error, after checking that its body has the contract's shape."""
    body = response.json()
    assert {"error", "detail"} <= set(body) <= {"error", "detail", "params"}, body
    assert isinstance(body["detail"], str), body
    assert body["detail"], body
    return response.status_code, body["error"]
