"""Wrong passwords slow an account down, without keeping its owner out."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from accounts.errors import DeviceLimitReachedError
from accounts.services.entry import DeviceClaim
from accounts.services.sessions import SignedIn
from accounts.services.sign_in import user_login
from accounts.services.slow_down import (
    FREE_FAILURES,
    LONGEST_WAIT,
    PLACES,
    SignInAttempt,
    delay_after,
)
from solacore.common import redis_guard
from solacore.common.circuit import Circuit
from solacore.common.errors import TooManyRequestsError
from solacore.testing.clients import PASSWORD, Native, new_email, new_fingerprint, problem
from solacore.testing.threads import Threads

WRONG = "Wrong-Harbor7"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _closed_circuit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_guard, "_circuit", Circuit())


def login(server: str, email: str, password: str = WRONG, fingerprint: str = "") -> httpx.Response:
    body = {
        "email": email,
        "password": password,
        "device_fingerprint": fingerprint or new_fingerprint(),
    }
    return httpx.post(f"{server}/auth/login", json=body, timeout=30)


def guess(email: str, *, client: str = "attacker", at: datetime = NOON, seconds: float = 0.0) -> int:
    """A wrong password; answers the seconds to wait, 0 when the password was looked at."""
    now = at + timedelta(seconds=seconds)
    try:
        SignInAttempt(email=email, fingerprint=new_fingerprint(), client=client, now=now).failed()
    except TooManyRequestsError as error:
        return int(error.params["retry_after"])
    return 0


def exhaust(email: str, at: datetime = NOON) -> float:
    """Brings an account to its longest wait; answers the seconds after which it has just closed."""
    seconds = 0.0
    while (wait := guess(email, at=at, seconds=seconds)) < LONGEST_WAIT:
        seconds += wait
    return seconds


def wear_out(email: str) -> None:
    """Closes an account for the next minute."""
    exhaust(email, timezone.now() - timedelta(seconds=63))


# -- over HTTP ------------------------------------------------------------------


def test_known_and_unknown_addresses_slow_down_alike(server: str, person: Native) -> None:
    for email in (person.email, new_email()):
        for _ in range(FREE_FAILURES):
            assert problem(login(server, email)) == (401, "INVALID_CREDENTIALS")
        # The first wait is a second, which a slow machine may need for the next request.
        while (response := login(server, email)).status_code == 401:
            pass
        assert problem(response) == (429, "RATE_LIMITED")
        wait = response.json()["params"]["retry_after"]
        assert 1 <= wait <= LONGEST_WAIT
        assert response.headers["Retry-After"] == str(wait)


def test_no_spelling_of_an_address_evades_it(server: str, person: Native) -> None:
    wear_out(person.email)
    assert login(server, f" {person.email.upper()} ").status_code == 429


def test_a_known_device_is_never_slowed_down(server: str, person: Native) -> None:
    wear_out(person.email)
    for _ in range(3):
        assert login(server, person.email, WRONG, person.fingerprint).status_code == 401
    assert login(server, person.email, PASSWORD, person.fingerprint).status_code == 200


def test_a_device_of_somebody_else_is_not_a_known_one(server: str, person: Native, outsider: Native) -> None:
    wear_out(person.email)
    assert login(server, person.email, WRONG, outsider.fingerprint).status_code == 429


def test_a_wait_does_not_tell_whether_the_password_was_right(server: str, person: Native) -> None:
    wear_out(person.email)
    assert problem(login(server, person.email, PASSWORD)) == (429, "RATE_LIMITED")


def test_the_right_password_makes_the_account_fast_again(server: str, person: Native) -> None:
    wear_out(person.email)
    assert login(server, person.email, PASSWORD, person.fingerprint).status_code == 200
    assert login(server, person.email).status_code == 401


def test_it_holds_without_redis(server: str, person: Native, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {
        "limits": settings.CACHES["limits"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    for email in (person.email, new_email()):
        assert login(server, email).status_code == 401
        wear_out(email)
        assert login(server, email).status_code == 429
    assert login(server, person.email, PASSWORD, person.fingerprint).status_code == 200
    assert login(server, person.email).status_code == 401


# -- over time ------------------------------------------------------------------


def test_waits_double_up_to_a_minute() -> None:
    email, seconds, waits = new_email(), 0.0, []
    for _ in range(FREE_FAILURES + 9):
        wait = guess(email, seconds=seconds)
        if wait:
            waits.append(wait)
            seconds += wait
            assert guess(email, seconds=seconds) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert delay_after(10_000) == LONGEST_WAIT


def test_waiting_is_not_punished() -> None:
    email = new_email()
    for _ in range(FREE_FAILURES + 5):
        guess(email, seconds=100)
    assert guess(email, seconds=100.5) == 1
    assert guess(email, seconds=101) == 0


def test_the_owner_gets_in_within_a_minute_while_an_attacker_goes_on(person: Native) -> None:
    start = exhaust(person.email) + 7
    new_phone = new_fingerprint()

    def enter(seconds: float) -> SignedIn:
        return user_login(
            email=person.email,
            password=PASSWORD,
            device=DeviceClaim(new_phone),
            client="owner",
            now=NOON + timedelta(seconds=seconds),
        )

    with pytest.raises(TooManyRequestsError) as refused:
        enter(start)
    wait = int(refused.value.params["retry_after"])
    assert wait <= LONGEST_WAIT
    for second in range(1, wait + 1):
        guess(person.email, seconds=start + second)
    assert guess(person.email, seconds=start + wait) > 0
    # The password was looked at and right: only the free tier's single device is in the way.
    with pytest.raises(DeviceLimitReachedError):
        enter(start + wait)


def test_guesses_from_many_addresses_stay_rare() -> None:
    email = new_email()
    start = exhaust(email)
    admitted = 0
    for second in range(0, 300, 10):
        for address in range(20):
            admitted += guess(email, client=f"bot-{address}", seconds=start + second) == 0
    assert 0 < admitted <= 5 * (PLACES + 1)


def test_parallel_guesses_learn_no_more_than_others() -> None:
    email, attempts = new_email(), 12
    ready = threading.Barrier(attempts)

    def run(_: int) -> bool:
        attempt = SignInAttempt(email=email, fingerprint=new_fingerprint(), client="bot", now=NOON)
        ready.wait()
        try:
            attempt.failed()
        except TooManyRequestsError:
            return False
        return True

    with Threads(attempts) as threads:
        assert sum(threads.map(run, range(attempts))) == FREE_FAILURES


def test_a_late_answer_is_refused_alike_for_right_and_wrong_passwords() -> None:
    outcomes: list[Callable[[SignInAttempt], None]] = [SignInAttempt.failed, SignInAttempt.passed]
    for outcome in outcomes:
        email = new_email()
        early = SignInAttempt(email=email, fingerprint=new_fingerprint(), client="bot", now=NOON)
        for _ in range(FREE_FAILURES):
            guess(email)
        with pytest.raises(TooManyRequestsError):
            outcome(early)
