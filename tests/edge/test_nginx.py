"""What nginx answers by itself, and what it passes on."""

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from solacore.testing.clients import problem
from solacore.testing.roles import FRONTEND, OTHER_ORIGIN, PUBLIC_HOST
from tests.edge.conftest import needs_nginx
from tests.edge.nginx import Edge, running_nginx
from tests.edge.upstreams import echo, nobody, silent

pytestmark = [needs_nginx, pytest.mark.pure]

STREAM = "/sessions/00000000-0000-0000-0000-000000000000/messages"
SOON = {"proxy_read_timeout 60s;": "proxy_read_timeout 1s;"}


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """The api says what it gets; the stream never answers."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("nginx")
        api, stream = stack.enter_context(echo()), stack.enter_context(silent())
        yield stack.enter_context(running_nginx(folder, api=api, stream=stream, changes=SOON))


def received(response: httpx.Response) -> dict[str, str]:
    """The headers that the server behind got, by their names in lower case."""
    return {name.lower(): value for name, value in response.json()["headers"]}


def raw(edge: Edge, request: bytes) -> bytes:
    """What is answered to these bytes."""
    with _handshake(edge, edge.trust()) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def assert_fit(response: httpx.Response, *, origin: str | None) -> None:
    """An error of nginx has what one of the application has."""
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Request-ID"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age" in response.headers["Strict-Transport-Security"]
    assert response.headers.get("Access-Control-Allow-Origin") == origin
    assert response.headers.get("Access-Control-Allow-Credentials") == (origin and "true")


def test_headers_about_the_client_are_overwritten(edge: Edge) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9, 10.0.0.1",
        "X_Forwarded_For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "Proxy": "http://evil.example",
    }
    with edge.client(**forged) as http:
        got = received(http.get("/auth/me"))
    assert got["x-forwarded-for"] == "127.0.0.1"
    assert got["x-forwarded-proto"] == "https"
    assert got["host"] == PUBLIC_HOST
    assert not {"x_forwarded_for", "x-forwarded-host", "x-real-ip", "forwarded", "proxy"} & set(got)
    assert "evil" not in str(got)
    assert "203.0.113.9" not in str(got)


@pytest.mark.parametrize("given", ["", "with space", "a" * 65, "<script>"])
def test_a_request_id_that_is_not_sane_is_replaced(edge: Edge, given: str) -> None:
    with edge.client() as http:
        got = received(http.get("/", headers={"X-Request-ID": given}))["x-request-id"]
        assert received(http.get("/", headers={"X-Request-ID": "sane-1"}))["x-request-id"] == "sane-1"
    assert got != given
    assert len(got) == 32


@pytest.mark.parametrize(
    ("origin", "allowed"), [(FRONTEND, True), (OTHER_ORIGIN, True), ("https://evil.example", False)]
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large(edge: Edge, origin: str, allowed: bool, chunked: bool) -> None:
    body = b"x" * 1_000_001
    with edge.client(Origin=origin) as http:
        content = iter([body]) if chunked else body
        response = http.post("/sessions", content=content)
        assert http.post("/sessions", content=body[:-1]).status_code == 200
    assert problem(response) == (413, "PAYLOAD_TOO_LARGE")
    assert_fit(response, origin=origin if allowed else None)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("path", ["/auth/login", STREAM, "/health/metrics"])
def test_a_body_that_is_too_large_under_http2(edge: Edge, tmp_path: Path, path: str) -> None:
    """As browsers send it; nginx keeps another account of such a body's length."""
    body = tmp_path / "body"
    body.write_bytes(b"x" * 1_000_001)
    host = f"{PUBLIC_HOST}:{edge.https_port}"
    there = ["--http2", "--cacert", str(edge.certificate), "--resolve", f"{host}:127.0.0.1"]
    sending = ["--data-binary", f"@{body}", "--write-out", "\n%{http_version} %{http_code} %{content_type}"]
    done = subprocess.run(
        ["curl", "--silent", *there, *sending, f"https://{host}{path}"], capture_output=True, text=True
    )
    answer, _, facts = done.stdout.rpartition("\n")
    assert facts == "2 413 application/json"
    assert json.loads(answer)["error"] == "PAYLOAD_TOO_LARGE"


def test_a_server_that_does_not_answer(edge: Edge) -> None:
    with edge.client(Origin=FRONTEND) as http:
        response = http.get(STREAM)
    assert problem(response) == (504, "TIMEOUT")
    assert_fit(response, origin=FRONTEND)
    assert response.headers["Retry-After"] == "5"


def test_a_server_that_is_not_there(folder: Path) -> None:
    with running_nginx(folder, api=nobody(), stream=nobody()) as edge, edge.client(Origin=FRONTEND) as http:
        for path in ("/auth/me", STREAM):
            response = http.get(path, headers={"X-Request-ID": "mine-2"})
            assert problem(response) == (502, "UNAVAILABLE")
            assert_fit(response, origin=FRONTEND)
            assert response.headers["X-Request-ID"] == "mine-2"
            assert response.headers["Retry-After"] == "5"


def test_a_flood_is_refused_but_no_preflight_and_no_webhook(folder: Path) -> None:
    few = {"rate=20r/s": "rate=1r/m", "burst=100": "burst=3"}
    with (
        echo() as api,
        running_nginx(folder, api=api, stream=api, changes=few) as edge,
        edge.client(Origin=FRONTEND) as http,
    ):
        responses = [http.get("/auth/me") for _ in range(8)]
        refused = [response for response in responses if response.status_code == 429]
        assert len(refused) >= 4
        assert problem(refused[0]) == (429, "RATE_LIMITED")
        assert_fit(refused[0], origin=FRONTEND)
        assert int(refused[0].headers["Retry-After"]) > 0
        assert {http.options("/auth/me").status_code for _ in range(8)} == {200}
        assert {http.post("/webhooks/stripe").status_code for _ in range(8)} == {200}


def test_too_many_open_requests_of_one_address_are_refused(folder: Path) -> None:
    few = {"limit_conn connections 200;": "limit_conn connections 3;"}
    with (
        silent() as api,
        running_nginx(folder, api=api, stream=api, changes=few) as edge,
        ExitStack() as stack,
    ):
        for _ in range(3):
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", edge.https_port)))
            held = stack.enter_context(edge.trust().wrap_socket(plain, server_hostname="127.0.0.1"))
            held.sendall(f"GET /auth/me HTTP/1.1\r\nHost: {PUBLIC_HOST}\r\n\r\n".encode())
        answer = b""
        while b"429" not in answer:  # the three are read by nginx in its own time
            with edge.client() as http:
                try:
                    answer = str(http.get("/auth/me", timeout=0.5).status_code).encode()
                except httpx.ReadTimeout:
                    continue


def test_headers_that_are_too_large(edge: Edge) -> None:
    with edge.client() as http:
        assert http.get("/", headers={"X-Note": "x" * 7_000}).status_code == 200
        response = http.get("/", headers={"X-Note": "x" * 9_000}, params={"a": "b"})
        assert problem(response) == (400, "BAD_REQUEST")
        assert problem(http.get("/" + "x" * 9_000)) == (414, "BAD_REQUEST")


def test_what_is_no_http_gets_a_fit_answer(edge: Edge) -> None:
    answer = raw(edge, b"GET /\x01 HTTP/1.1\r\n\r\n")
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert b'{"error": "BAD_REQUEST"' in answer


def test_a_method_that_nginx_knows_not(edge: Edge) -> None:
    with edge.client() as http:
        assert problem(http.request("TRACE", "/")) == (405, "METHOD_NOT_ALLOWED")


def test_plain_http_is_sent_to_https(edge: Edge) -> None:
    address = f"http://127.0.0.1:{edge.http_port}/auth/me?x=1"
    response = httpx.post(address, headers={"Host": PUBLIC_HOST})
    assert response.status_code == 308
    assert response.headers["Location"] == f"https://{PUBLIC_HOST}/auth/me?x=1"
    assert httpx.get(f"http://127.0.0.1:{edge.http_port}/health/live").status_code == 200
    # And so is plain HTTP on the port of TLS.
    response = httpx.get(f"http://127.0.0.1:{edge.https_port}/auth/me", headers={"Host": PUBLIC_HOST})
    assert response.status_code == 308


def _handshake(edge: Edge, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", edge.https_port), timeout=20)
    return context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_and_http2_are_spoken(edge: Edge, version: ssl.TLSVersion) -> None:
    context = edge.trust()
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    with _handshake(edge, context) as connection:
        assert connection.selected_alpn_protocol() == "h2"
        name = connection.cipher()
        assert name is not None
        assert "GCM" in name[0] or "CHACHA20" in name[0]


def test_old_tls_is_not(edge: Edge) -> None:
    context = edge.trust()
    # OpenSSL itself refuses it, unless asked to be lenient.
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        _handshake(edge, context)


def test_the_version_of_nginx_is_not_told(edge: Edge) -> None:
    with edge.client() as http:
        assert http.get("/health/metrics").headers["Server"] == "nginx"


def test_its_errors_are_not_kept_and_name_no_path(edge: Edge) -> None:
    with edge.client() as http:
        response = http.get("/errors/500")
    # They can't be asked for.
    assert problem(response)[0] == 404
