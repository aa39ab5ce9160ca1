"""An OAuth issuer of our own: RSA keys and, over real HTTP, a JWKS and a token endpoint that can fail."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT_ID = "web.apps.example.com"
OTHER_CLIENT_ID = "ios.apps.example.com"
CLIENT_SECRET = "secret-of-the-client"


class Failure(Enum):
    """How the issuer fails until told otherwise."""

    STALL = "never answers"
    SERVER_ERROR = "500"
    GARBAGE = "no JSON"
    NOT_AN_OBJECT = "JSON, but no object"
    NO_KEYS = "an empty object"
    HANGS_UP = "closes the connection"
    REDIRECT = "sends elsewhere"


@cache
def rsa_key(number: int) -> RSAPrivateKey:
    """The same key for the same number: making one takes a while."""
    del number
    return generate_private_key(public_exponent=65537, key_size=2048)


class LocalIssuer:
    """What the issuer knows, and what it was asked."""

    def __init__(self, name: str) -> None:
        """Starts with one key; name: its `iss`."""
        self.name = name
        self.address = ""
        self.keys = {"key-1": rsa_key(1)}
        self.failure: Failure | None = None
        self.released = threading.Event()
        self.codes: dict[str, Any] = {}
        self.key_requests = 0
        self.exchanges: list[dict[str, str]] = []

    @property
    def jwks_url(self) -> str:
        """Where its keys are."""
        return f"{self.address}/keys"

    @property
    def token_url(self) -> str:
        """Where it exchanges codes."""
        return f"{self.address}/token"

    def rotate(self) -> None:
        """Withdraws all keys and has a new one."""
        number = len(self.keys) + max(int(key_id.removeprefix("key-")) for key_id in self.keys)
        self.keys = {f"key-{number}": rsa_key(number)}

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of a token of a new person with a verified address; None takes a claim out."""
        now = int(time.time())
        subject = uuid.uuid4().hex
        usual = {
            "iss": self.name,
            "aud": CLIENT_ID,
            "sub": subject,
            "email": f"{subject}@example.com",
            "email_verified": True,
            "iat": now,
            "exp": now + 3600,
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    def token(self, claims: dict[str, Any] | None = None, /, **changes: Any) -> str:
        """A signed token: of given claims, or of new ones with changes."""
        key_id, key = list(self.keys.items())[-1]
        given = self.claims(**changes) if claims is None else claims
        return jwt.encode(given, key, algorithm="RS256", headers={"kid": key_id})

    def code(self, id_token: Any) -> str:
        """An authorization code for a token; whatever else is given goes into the answer as it is."""
        code = uuid.uuid4().hex
        self.codes[code] = id_token
        return code

    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        return {
            "keys": [
                RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": key_id, "use": "sig"}
                for key_id, key in self.keys.items()
            ]
        }

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What the token endpoint answers; a code works once."""
        self.exchanges.append(form)
        known = form.get("client_id") == CLIENT_ID and form.get("client_secret") == CLIENT_SECRET
        if not known:
            return 401, {"error": "invalid_client"}
        if form.get("grant_type") != "authorization_code" or form.get("code") not in self.codes:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "id_token": self.codes.pop(form["code"])}


class _Handler(BaseHTTPRequestHandler):
    issuer: LocalIssuer

    def do_GET(self) -> None:
        self.issuer.key_requests += 1
        if not self._failed() and self.path == "/keys":
            self._answer(200, json.dumps(self.issuer.jwks()).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self._failed() and self.path == "/token":
            status, answer = self.issuer.exchange(dict(parse_qsl(body)))
            self._answer(status, json.dumps(answer).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the base class
        """Says nothing."""

    def _failed(self) -> bool:
        match self.issuer.failure:
            case None:
                return False
            case Failure.STALL:
                self.issuer.released.wait(30)
            case Failure.HANGS_UP:
                pass
            case Failure.SERVER_ERROR:
                self._answer(500, json.dumps(self.issuer.jwks()).encode())
            case Failure.GARBAGE:
                self._answer(200, b"<html>\xff</html>")
            case Failure.NOT_AN_OBJECT:
                self._answer(200, b"[]")
            case Failure.NO_KEYS:
                self._answer(200, b"{}")
            case Failure.REDIRECT:
                self._answer(302, b"", Location=self.issuer.jwks_url)
        return True

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_issuer(name: str) -> Iterator[LocalIssuer]:
    """Serves an issuer on a free port of 127.0.0.1."""
    issuer = LocalIssuer(name)
    handler = type("Handler", (_Handler,), {"issuer": issuer})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        issuer.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield issuer
        finally:
            issuer.released.set()
            server.shutdown()
            thread.join()
