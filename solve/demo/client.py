"""A small client of the public API: what the demo needs of it."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

# The longest wait for a rate limit that a demo puts up with, in seconds.
LONGEST_WAIT = 120


class ApiError(Exception):
    """The server refused a request; the text is its own sentence."""


class DemoClient:
    """A native client with an account of its own."""

    def __init__(self, base_url: str, say: Callable[[str], None]) -> None:
        """Args: base_url: the server. say: tells the person why it takes longer."""
        self._http = httpx.Client(base_url=base_url, timeout=60)
        self._say = say
        self._fingerprint = f"demo-{secrets.token_hex(8)}"
        self._headers = {"X-Device-Fingerprint": self._fingerprint}

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def register(self, locale: str) -> str:
        """Makes an account with a random address; answers the address."""
        email = f"demo-{secrets.token_hex(6)}@example.com"
        body = {
            "email": email,
            "password": f"Demo-{secrets.token_urlsafe(12)}7",
            "device_fingerprint": self._fingerprint,
            "device_name": "Terminal",
            "locale": locale,
        }
        answer = self._post("/auth/register", body)
        self._headers["Authorization"] = f"Bearer {answer['access_token']}"
        return email

    def start(self, locale: str) -> dict[str, Any]:
        """Starts a session."""
        return self._post("/sessions", {"locale": locale})

    def send(self, session_id: str, content: str, step: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Sends a message; yields the events of the reply, by name and payload."""
        body = {"content": content, "step": step, "client_message_id": secrets.token_hex(16)}
        with self._answered("POST", f"/sessions/{session_id}/messages", body) as response:
            name = "message"
            for row in response.iter_lines():
                if row.startswith("event: "):
                    name = row.removeprefix("event: ")
                elif row.startswith("data: "):
                    yield name, json.loads(row.removeprefix("data: "))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        with self._answered("POST", path, body) as response:
            answer: dict[str, Any] = json.loads(response.read())
            return answer

    @contextmanager
    def _answered(self, method: str, path: str, body: dict[str, Any]) -> Iterator[httpx.Response]:
        """A response that is no error; a rate limit is waited out.

        Raises:
            ApiError: for any other refusal.
        """
        headers = {**self._headers, "Accept": "text/event-stream, application/json"}
        while True:
            with self._http.stream(method, path, json=body, headers=headers) as response:
                if response.status_code < httpx.codes.BAD_REQUEST:
                    yield response
                    return
                wait = _seconds_to_wait(response)
            self._say(f"The server is limiting requests: waiting {wait} s ...")
            time.sleep(wait)


def _seconds_to_wait(response: httpx.Response) -> int:
    """The Retry-After of a 429.

    Raises:
        ApiError: for any other refusal, and for a wait that is too long.
    """
    response.read()
    retry_after = response.headers.get("Retry-After", "")
    limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS and retry_after.isdigit()
    if limited and int(retry_after) <= LONGEST_WAIT:
        return int(retry_after) + 1
    try:
        sentence = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        sentence = f"The server answered {response.status_code}."
    raise ApiError(sentence)
