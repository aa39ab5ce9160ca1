"""Rate limits, over HTTP: what is counted together, what a client is told, what holds without Redis."""

import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django_ratelimit.core
import httpx
import pytest
import redis
from django.core.checks import run_checks
from prometheus_client import REGISTRY

from solacore import environment
from solacore.common import redis_guard
from solacore.common.circuit import REST_SECONDS, Circuit
from solacore.common.rate_limits import usage
from solacore.common.rate_limits.scopes import RateScope
from solacore.common.rate_limits.usage import Usage
from solacore.embedded.binaries import redis_program
from solacore.stores import cache_settings
from solacore.testing.clients import ORIGIN, PASSWORD, TRUST, Native, new_email, new_fingerprint, problem
from solacore.testing.threads import Threads

PUBLIC = "/config/features"
# A window that no test outlives.
DAY = 86_400


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of a circuit that no other test has opened."""
    clock = Clock()
    monkeypatch.setattr(redis_guard, "_circuit", Circuit(clock))
    return clock


@pytest.fixture
def limits(settings: Any) -> Callable[..., None]:
    """Sets limits a day; clients say who they are by X-Forwarded-For."""
    settings.TRUSTED_PROXY_COUNT = 1

    def set_limits(**counts: int) -> None:
        settings.RATE_LIMITS = settings.RATE_LIMITS | {name: f"{count}/day" for name, count in counts.items()}

    return set_limits


class Client:
    """Requests from an address of its own."""

    def __init__(self, server: str, address: str | None = None) -> None:
        number = uuid.uuid4().int
        self.address = address or f"10.{number % 251}.{number // 251 % 251}.{number // 63_001 % 251}"
        self._server = server

    def request(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        headers = {"X-Forwarded-For": self.address} | kwargs.pop("headers", {})
        return httpx.request(method, self._server + path, headers=headers, timeout=20, verify=TRUST, **kwargs)

    def get(self, path: str = PUBLIC, **kwargs: Any) -> httpx.Response:
        return self.request("GET", path, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> httpx.Response:
        return self.request("POST", path, json=json, **kwargs)

    def login(self) -> httpx.Response:
        body = {"email": new_email(), "password": PASSWORD, "device_fingerprint": new_fingerprint()}
        return self.post("/auth/login", json=body)


@pytest.fixture
def client(server: str) -> Client:
    return Client(server)


def is_limited(response: httpx.Response) -> bool:
    if response.status_code != 429:
        return False
    assert problem(response) == (429, "RATE_LIMITED")
    return True


# -- what a client is told -----------------------------------------------------


def test_the_refusal_has_the_contracts_shape(client: Client, limits: Callable[..., None]) -> None:
    limits(GLOBAL=1)
    client.get()
    response = client.get(headers={"Origin": ORIGIN, "X-Request-ID": "mine-1"})
    assert problem(response) == (429, "RATE_LIMITED")
    wait = response.json()["params"]["retry_after"]
    assert response.headers["Retry-After"] == str(wait)
    assert 1 <= wait <= DAY
    assert response.headers["X-Request-ID"] == "mine-1"
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    exposed = response.headers["Access-Control-Expose-Headers"].lower()
    assert {"retry-after", "x-ratelimit-remaining"} <= set(exposed.replace(" ", "").split(","))


def test_every_answer_tells_what_is_left(client: Client, limits: Callable[..., None]) -> None:
    limits(GLOBAL=2)
    responses = [client.get(), client.get("/nowhere"), client.get()]
    assert [response.status_code for response in responses] == [200, 404, 429]
    assert [response.headers["X-RateLimit-Remaining"] for response in responses] == ["1", "0", "0"]
    for response in responses:
        assert response.headers["X-RateLimit-Limit"] == "2"
        assert time.time() - 60 < int(response.headers["X-RateLimit-Reset"]) < time.time() + DAY + 60


def test_the_headers_describe_the_tightest_limit(client: Client, limits: Callable[..., None]) -> None:
    limits(GLOBAL=100, AUTH=3)
    response = client.login()
    assert response.status_code == 401
    assert (response.headers["X-RateLimit-Limit"], response.headers["X-RateLimit-Remaining"]) == ("3", "2")
    limits(GLOBAL=3, AUTH=100)
    response = client.login()
    assert (response.headers["X-RateLimit-Limit"], response.headers["X-RateLimit-Remaining"]) == ("3", "2")


@pytest.mark.parametrize("redis_is_there", [True, False])
@pytest.mark.parametrize("second", [0, 7.9, 30.5, 59])
def test_a_window_ends_exactly_when_the_client_was_told(
    settings: Any, monkeypatch: pytest.MonkeyPatch, redis_is_there: bool, second: float
) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"AUTH": "1/minute"}
    time_of_day = Clock()
    time_of_day.now = 1_800_000_000 + second
    time_module = SimpleNamespace(time=time_of_day)
    monkeypatch.setattr(django_ratelimit.core, "time", time_module)
    monkeypatch.setattr(usage, "time", time_module)
    if not redis_is_there:
        redis_guard._circuit.failed()
    who = uuid.uuid4().hex

    def counted() -> Usage:
        (counted,) = usage.count_all(RateScope.AUTH, [who])
        assert counted is not None
        return counted

    assert not counted().is_exceeded
    refused = counted()
    assert refused.is_exceeded
    assert 1 <= refused.retry_after <= 60
    time_of_day.now += refused.retry_after - 1
    assert counted().is_exceeded
    time_of_day.now += 1
    assert not counted().is_exceeded


# -- what is counted together ----------------------------------------------------


def test_the_global_limit_holds_for_every_path(client: Client, limits: Callable[..., None]) -> None:
    limits(GLOBAL=6)
    stream = f"/sessions/{uuid.uuid4()}/messages/{uuid.uuid4()}/stream"
    paths = [PUBLIC, "/nowhere", "/", stream, "/openapi.json", "/sessions"]
    assert not any(is_limited(client.get(path)) for path in paths)
    assert all(is_limited(client.get(path)) for path in paths)
    assert is_limited(client.post("/auth/login", content=b"{"))
    assert is_limited(client.post("/auth/login", content=b" " * 1_100_000))


def test_no_spelling_of_a_request_evades_a_limit(client: Client, limits: Callable[..., None]) -> None:
    limits(AUTH=2)
    client.login()
    client.login()
    for method in ("POST", "GET", "PUT", "DELETE", "OPTIONS", "PROPFIND"):
        assert client.request(method, "/auth/login").status_code == 429
    for path in ("/auth/login/", "/auth/login//", "/auth/login?x=1", "/auth/%6cogin"):
        assert is_limited(client.post(path))
    # Paths know their case: another one is another page, and none.
    assert client.post("/AUTH/LOGIN").status_code == 404


def test_preflights_do_not_count(client: Client, limits: Callable[..., None]) -> None:
    limits(GLOBAL=1)
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    for _ in range(3):
        assert client.request("OPTIONS", "/auth/login", headers=preflight).status_code == 200
    assert client.get().status_code == 200
    assert client.request("OPTIONS", "/auth/login", headers=preflight).status_code == 200


@pytest.mark.parametrize(
    "path", ["/health", "/health/live", "/health/ready", "/static/drf_spectacular_sidecar/redoc/LICENSE"]
)
def test_probes_and_files_do_not_count(client: Client, limits: Callable[..., None], path: str) -> None:
    limits(GLOBAL=1)
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert client.get().status_code == 200
    assert is_limited(client.get(f"{path}-not"))


def test_sign_in_endpoints_share_a_limit(client: Client, limits: Callable[..., None]) -> None:
    limits(AUTH=4)
    paths = ["/auth/register", "/auth/login", "/auth/beta-login", "/auth/reset-password"]
    assert not any(is_limited(client.post(path)) for path in paths)
    assert all(is_limited(client.post(path)) for path in paths)
    for path in ("/auth/refresh", "/auth/logout", "/auth/forgot-password"):
        assert not is_limited(client.post(path))


def test_oauth_endpoints_share_a_limit(client: Client, limits: Callable[..., None]) -> None:
    limits(OAUTH=3)
    paths = ["/auth/oauth/google", "/auth/oauth/google/code", "/auth/oauth/apple"]
    assert not any(is_limited(client.post(path)) for path in paths)
    assert all(is_limited(client.post(path)) for path in paths)
    assert client.login().status_code == 401


def test_forgotten_passwords_have_a_limit_of_their_own(client: Client, limits: Callable[..., None]) -> None:
    limits(FORGOT_PASSWORD=1)
    assert client.post("/auth/forgot-password", {"email": new_email()}).status_code == 200
    assert is_limited(client.post("/auth/forgot-password", {"email": new_email()}))
    assert client.login().status_code == 401


def test_addresses_are_counted_apart_and_an_ipv6_network_as_one(
    server: str, limits: Callable[..., None]
) -> None:
    limits(GLOBAL=1)
    network = f"2001:db8:{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}"
    assert Client(server, f"{network}::1").get().status_code == 200
    assert is_limited(Client(server, f"{network}:1:2:3:4").get())
    assert Client(server).get().status_code == 200


def test_a_persons_requests_are_counted_wherever_they_come_from(
    server: str, person: Native, outsider: Native, limits: Callable[..., None]
) -> None:
    limits(API=2)
    here, there = Client(server), Client(server)
    assert here.get("/auth/me", headers=person.headers()).status_code == 200
    assert there.get("/sessions", headers=person.headers()).status_code == 200
    assert is_limited(here.get("/auth/me", headers=person.headers()))
    stop = f"/sessions/{uuid.uuid4()}/messages/{uuid.uuid4()}/stop"
    assert is_limited(here.post(stop, headers=person.headers()))
    assert here.get("/auth/me", headers=outsider.headers()).status_code == 200


def test_who_is_not_signed_in_counts_as_an_address_only(client: Client, limits: Callable[..., None]) -> None:
    limits(API=1)
    for _ in range(3):
        response = client.get("/auth/me")
        assert response.status_code == 401
        assert response.headers["X-RateLimit-Limit"] == "1000000"


def test_messages_and_opened_streams_share_a_limit(person: Native, limits: Callable[..., None]) -> None:
    session_id = person.start()
    limits(SSE=2)
    missing = f"/sessions/{session_id}/messages/{uuid.uuid4()}/stream"
    assert person.get(missing).status_code == 404
    message = {"content": "I lost my job.", "step": "receive"}
    response = person.post(f"/sessions/{session_id}/messages", message)
    assert response.status_code == 200
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert is_limited(person.get(missing))
    assert is_limited(person.post(f"/sessions/{session_id}/messages", message))
    assert person.get(f"/sessions/{session_id}/messages").status_code == 200
    assert len(person.messages(session_id)) == 2


def test_parallel_requests_are_counted_exactly(client: Client, limits: Callable[..., None]) -> None:
    limits(GLOBAL=10)
    with Threads(16) as threads:
        responses = list(threads.map(lambda _: client.get(), range(40)))
    assert [response.status_code for response in responses].count(200) == 10
    assert sum(map(is_limited, responses)) == 30


def test_requests_that_are_counted_together_count_one_after_the_other(settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"SSE": "2/hour"}
    mine, yours = uuid.uuid4().hex, uuid.uuid4().hex
    counted = usage.count_all(RateScope.SSE, [mine, yours, mine, mine])
    assert [one and (one.count, one.is_exceeded) for one in counted] == [
        (1, False),
        (1, False),
        (2, False),
        (3, True),
    ]
    assert usage.count_all(RateScope.SSE, []) == []


@pytest.mark.parametrize("entry", ["{address}", "{address}/24", "::1, {address}"])
def test_whitelisted_addresses_are_not_counted(
    client: Client, person: Native, settings: Any, limits: Callable[..., None], entry: str
) -> None:
    limits(GLOBAL=1, AUTH=1, API=1)
    settings.RATE_LIMIT_IP_WHITELIST = entry.format(address=client.address).split(",")
    for _ in range(3):
        response = client.login()
        assert response.status_code == 401
        assert "X-RateLimit-Limit" not in response.headers
        assert client.get("/auth/me", headers=person.headers()).status_code == 200
    settings.RATE_LIMIT_IP_WHITELIST = ["203.0.113.0/24"]
    assert client.get().status_code == 200
    assert is_limited(client.get())


# -- without Redis -----------------------------------------------------------------


class OwnRedis:
    """A Redis server of one test."""

    def __init__(self, folder: Path) -> None:
        self.url = f"unix://{folder}/redis.sock"
        self._command = [
            *(str(redis_program()), "--port", "0", "--save", "", "--dir", str(folder)),
            *("--unixsocket", f"{folder}/redis.sock"),
        ]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as connection:
            while not self._answers(connection):
                time.sleep(0.01)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    @staticmethod
    def _answers(connection: "redis.Redis") -> bool:
        try:
            return bool(connection.ping())
        except redis.RedisError:
            return False


@pytest.fixture
def own_redis(tmp_path: Path, settings: Any) -> Iterator[OwnRedis]:
    """The server that the limits are counted in."""
    own = OwnRedis(tmp_path)
    # A single server, also where the others are a cluster.
    settings.CACHES = settings.CACHES | {"limits": cache_settings(own.url, "solacore:limits")}
    yield own
    own.stop()


def fallbacks(scope: str) -> float:
    return REGISTRY.get_sample_value("solacore_rate_limit_fallback_total", {"scope": scope}) or 0.0


@pytest.mark.parametrize("end", [OwnRedis.stop, OwnRedis.hang])
def test_without_redis_sign_in_stays_limited_and_the_rest_open(
    client: Client, own_redis: OwnRedis, limits: Callable[..., None], end: Callable[[OwnRedis], None]
) -> None:
    limits(GLOBAL=2, AUTH=3, FORGOT_PASSWORD=1)
    end(own_redis)
    before = {scope: fallbacks(scope) for scope in ("GLOBAL", "AUTH")}
    responses = [client.login() for _ in range(4)]
    assert [response.status_code for response in responses] == [401, 401, 401, 429]
    assert problem(responses[-1]) == (429, "RATE_LIMITED")
    assert 1 <= int(responses[-1].headers["Retry-After"]) <= DAY
    assert responses[0].headers["X-RateLimit-Remaining"] == "2"
    assert client.post("/auth/forgot-password", {"email": new_email()}).status_code == 200
    assert is_limited(client.post("/auth/forgot-password", {"email": new_email()}))
    assert "X-RateLimit-Limit" not in client.get().headers
    assert fallbacks("GLOBAL") == before["GLOBAL"] + 7
    assert fallbacks("AUTH") == before["AUTH"] + 4


def test_without_redis_refresh_has_the_global_limit(
    client: Client, own_redis: OwnRedis, limits: Callable[..., None]
) -> None:
    limits(GLOBAL=2)
    own_redis.stop()
    assert [client.post("/auth/refresh").status_code for _ in range(3)] == [401, 401, 429]
    assert client.get().status_code == 200


def test_redis_is_asked_again_when_it_is_back(
    client: Client, own_redis: OwnRedis, limits: Callable[..., None], clock: Clock
) -> None:
    limits(GLOBAL=2)
    assert client.get().headers["X-RateLimit-Remaining"] == "1"
    own_redis.stop()
    assert "X-RateLimit-Remaining" not in client.get().headers
    own_redis.start()
    assert "X-RateLimit-Remaining" not in client.get().headers
    clock.now += REST_SECONDS
    assert [client.get().status_code for _ in range(3)] == [200, 200, 429]


def test_refusals_are_counted_for_operators(client: Client, limits: Callable[..., None]) -> None:
    limits(AUTH=1)

    def refused() -> float:
        return REGISTRY.get_sample_value("solacore_rate_limited_total", {"scope": "AUTH"}) or 0.0

    before = refused()
    client.login()
    assert refused() == before
    client.login()
    assert refused() == before + 1


def test_a_failing_server_is_tried_once_in_a_while() -> None:
    clock = Clock()
    circuit = Circuit(clock)
    assert circuit.admits()
    assert circuit.failed()
    assert not circuit.admits()
    clock.now += REST_SECONDS
    assert circuit.admits()
    # That call has no outcome yet.
    assert not circuit.admits()
    assert not circuit.failed()
    clock.now += REST_SECONDS
    assert circuit.admits()
    circuit.succeeded()
    assert circuit.admits()
    assert circuit.admits()


# -- settings ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rate", ["", "5", "5/", "/minute", "0/minute", "-1/hour", "5/fortnight", "5 per day"]
)
def test_an_unreadable_limit_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"SSE": rate}
    found = [message for message in run_checks() if message.id == "solacore.E001"]
    assert len(found) == 1
    assert "RATE_LIMIT_SSE" in found[0].msg
    monkeypatch.setenv("RATE_LIMIT_SSE", rate)
    named = [line for line in environment.production_problems() if "RATE_LIMIT_SSE" in line]
    # Nothing is the same as no setting: the default holds.
    assert len(named) == (1 if rate else 0)


def test_an_unreadable_whitelist_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RATE_LIMIT_IP_WHITELIST = ["10.0.0.1", "office"]
    found = [message for message in run_checks() if message.id == "solacore.E001"]
    assert len(found) == 1
    assert "RATE_LIMIT_IP_WHITELIST" in found[0].msg
    assert "office" in found[0].msg
    monkeypatch.setenv("RATE_LIMIT_IP_WHITELIST", "10.0.0.1,10.0.0.0/99")
    assert any("RATE_LIMIT_IP_WHITELIST" in line for line in environment.production_problems())


@pytest.mark.parametrize(
    "rate", ["100/minute", "5/m", "3/hour", "7/s", "1/day", "10/5m", "2/Minutes", " 3/hour "]
)
def test_good_settings_pass(settings: Any, monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"SSE": rate}
    settings.RATE_LIMIT_IP_WHITELIST = ["10.0.0.1", " 2001:db8::/32", ""]
    assert not [message for message in run_checks() if message.id == "solacore.E001"]
    monkeypatch.setenv("RATE_LIMIT_SSE", rate)
    assert not [line for line in environment.production_problems() if "RATE_LIMIT" in line]


def test_a_redis_that_goes_away_or_comes_back_empty_forgives_nothing(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"AUTH": "5/hour"}
    who = uuid.uuid4().hex

    def counted() -> int:
        (found,) = usage.count_all(RateScope.AUTH, [who])
        assert found is not None
        return found.count

    assert [counted() for _ in range(3)] == [1, 2, 3]
    with monkeypatch.context() as away:
        away.setattr(usage, "_count_in_redis", lambda *_: (_ for _ in ()).throw(ConnectionError()))
        assert counted() == 4
    monkeypatch.setattr(redis_guard, "_circuit", Circuit())
    with monkeypatch.context() as empty:
        fresh = usage.Usage(RateScope.AUTH, limit=5, count=1, retry_after=60)
        empty.setattr(usage, "_count_in_redis", lambda *_: [fresh])
        assert [counted(), counted()] == [5, 6]
