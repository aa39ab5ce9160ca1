"""The keys of an issuer: kept, renewed, and to be had while the issuer is down."""

import threading
from collections.abc import Iterator

import pytest

from accounts.errors import OAuthUnavailableError
from accounts.oauth.keys import FETCHES, FETCHES_PERIOD, KEYS_LIFETIME, KEYS_MAX_AGE, IssuerKeys, issuer_keys
from accounts.tests.issuer import Failure, LocalIssuer, running_issuer
from solacore.testing.threads import Threads

pytestmark = pytest.mark.pure


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    with running_issuer("https://issuer.example.com") as issuer:
        yield issuer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(issuer: LocalIssuer, clock: Clock) -> IssuerKeys:
    return IssuerKeys(issuer.jwks_url, timeout=0.3, clock=clock)


def test_nothing_is_fetched_before_it_is_needed(issuer: LocalIssuer, keys: IssuerKeys) -> None:
    assert issuer.key_requests == 0


def test_a_key_is_found_by_its_id_and_kept(issuer: LocalIssuer, keys: IssuerKeys) -> None:
    found = [keys.find("key-1") for _ in range(3)]
    assert found[0] is not None
    assert found[0].key_id == "key-1"
    assert found[1] is found[2] is found[0]
    assert issuer.key_requests == 1


def test_parallel_first_requests_share_one_fetch(issuer: LocalIssuer, keys: IssuerKeys) -> None:
    with Threads(20) as threads:
        found = list(threads.map(keys.find, ["key-1"] * 20))
    assert None not in found
    assert issuer.key_requests == 1


def test_a_new_key_is_found_at_once(issuer: LocalIssuer, keys: IssuerKeys) -> None:
    assert keys.find("key-1")
    issuer.rotate()
    assert keys.find("key-2")
    assert keys.find("key-1") is None


def test_unknown_keys_do_not_hammer_the_issuer(issuer: LocalIssuer, keys: IssuerKeys, clock: Clock) -> None:
    assert keys.find("key-1")
    assert {keys.find(f"unknown-{number}") for number in range(50)} == {None}
    assert issuer.key_requests == FETCHES
    clock.now += FETCHES_PERIOD
    issuer.rotate()
    assert keys.find("key-2")
    assert issuer.key_requests == FETCHES + 1


def test_known_keys_are_found_however_many_unknown_ones_were_asked_for(keys: IssuerKeys) -> None:
    for number in range(50):
        keys.find(f"unknown-{number}")
    assert keys.find("key-1")


def test_a_withdrawn_key_stops_to_count_when_the_keys_are_old(
    issuer: LocalIssuer, keys: IssuerKeys, clock: Clock
) -> None:
    assert keys.find("key-1")
    issuer.rotate()
    clock.now += KEYS_LIFETIME - 1
    assert keys.find("key-1")
    clock.now += 1
    assert keys.find("key-1") is None


@pytest.mark.parametrize("failure", Failure)
def test_without_keys_a_failing_issuer_is_unavailable(
    issuer: LocalIssuer, keys: IssuerKeys, failure: Failure
) -> None:
    issuer.failure = failure
    with pytest.raises(OAuthUnavailableError):
        keys.find("key-1")
    issuer.failure = None
    assert keys.find("key-1")


def test_an_issuer_that_is_gone_is_unavailable(clock: Clock) -> None:
    with running_issuer("https://issuer.example.com") as issuer:
        address = issuer.jwks_url
    with pytest.raises(OAuthUnavailableError):
        IssuerKeys(address, timeout=0.3, clock=clock).find("key-1")


@pytest.mark.parametrize("failure", Failure)
def test_known_keys_count_while_the_issuer_fails(
    issuer: LocalIssuer, keys: IssuerKeys, clock: Clock, failure: Failure
) -> None:
    assert keys.find("key-1")
    issuer.failure = failure
    clock.now += KEYS_LIFETIME
    for _ in range(5):
        assert keys.find("key-1")
    assert issuer.key_requests == 2
    with pytest.raises(OAuthUnavailableError):
        keys.find("key-2")


def test_known_keys_do_not_count_forever(issuer: LocalIssuer, keys: IssuerKeys, clock: Clock) -> None:
    assert keys.find("key-1")
    issuer.failure = Failure.SERVER_ERROR
    clock.now += KEYS_MAX_AGE
    with pytest.raises(OAuthUnavailableError):
        keys.find("key-1")


def test_a_dead_issuer_is_not_asked_again_and_again(issuer: LocalIssuer, keys: IssuerKeys) -> None:
    issuer.failure = Failure.SERVER_ERROR
    for _ in range(50):
        with pytest.raises(OAuthUnavailableError):
            keys.find("key-1")
    assert issuer.key_requests == FETCHES


def test_those_who_wait_for_a_stalled_issuer_share_its_failure(issuer: LocalIssuer, keys: IssuerKeys) -> None:
    issuer.failure = Failure.STALL
    together = threading.Barrier(20)

    def find(_number: int) -> None:
        together.wait()
        with pytest.raises(OAuthUnavailableError):
            keys.find("key-1")

    with Threads(20) as threads:
        list(threads.map(find, range(20)))
    assert issuer.key_requests <= 2


def test_a_known_key_does_not_wait_for_another_thread_that_fetches(issuer: LocalIssuer, clock: Clock) -> None:
    keys = IssuerKeys(issuer.jwks_url, timeout=30, clock=clock)
    assert keys.find("key-1")
    issuer.failure = Failure.STALL

    def find_nothing() -> None:
        with pytest.raises(OAuthUnavailableError):
            keys.find("key-2")

    with Threads(1) as threads:
        waiting = threads.submit(find_nothing)
        assert keys.find("key-1")
        clock.now += KEYS_LIFETIME
        while issuer.key_requests < 2:
            assert not waiting.done()
        assert keys.find("key-1")
        assert not waiting.done()
        issuer.released.set()
        waiting.result()


def test_keys_of_other_algorithms_are_left_out(
    issuer: LocalIssuer, keys: IssuerKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = {"kty": "oct", "kid": "shared", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}
    jwks = issuer.jwks()
    monkeypatch.setattr(issuer, "jwks", lambda: {"keys": [shared, *jwks["keys"]]})
    assert keys.find("shared") is None
    assert keys.find("key-1")


def test_there_is_one_object_for_each_address(issuer: LocalIssuer) -> None:
    assert issuer_keys(issuer.jwks_url) is issuer_keys(issuer.jwks_url)
    assert issuer_keys(issuer.jwks_url) is not issuer_keys(issuer.token_url)
