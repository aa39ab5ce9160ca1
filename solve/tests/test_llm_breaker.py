import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.llm.breaker import FAILURES_TO_OPEN, OPEN_SECONDS, CircuitBreaker, Permit

pytestmark = pytest.mark.pure


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def admitted(breaker: CircuitBreaker) -> Permit:
    permit = breaker.admit()
    assert permit is not None
    return permit


def opened(clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed(admitted(breaker))
    return breaker


def test_a_provider_that_is_down_is_asked_again_within_ten_seconds() -> None:
    assert OPEN_SECONDS <= 10


def test_lets_calls_through_until_enough_fail_in_a_row() -> None:
    breaker = CircuitBreaker(Clock())
    for _ in range(FAILURES_TO_OPEN - 1):
        breaker.failed(admitted(breaker))
    breaker.succeeded(admitted(breaker))
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed(admitted(breaker))
    assert breaker.admit() is None


def test_says_how_long_it_stays_open() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 2
    assert breaker.seconds_to_probe() == OPEN_SECONDS - 2
    clock.now += OPEN_SECONDS
    assert breaker.seconds_to_probe() == 0
    breaker.succeeded(admitted(breaker))
    assert breaker.seconds_to_probe() == 0


def test_probes_with_one_call_at_a_time() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += OPEN_SECONDS
    assert admitted(breaker).is_probe
    assert breaker.admit() is None


def test_a_probe_that_hangs_does_not_keep_the_next_one_waiting() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += OPEN_SECONDS
    hanging = admitted(breaker)
    clock.now += 2
    assert breaker.seconds_to_probe() == OPEN_SECONDS - 2
    clock.now += OPEN_SECONDS - 2
    breaker.succeeded(admitted(breaker))
    breaker.failed(hanging)
    assert not admitted(breaker).is_probe


def test_closes_after_a_probe_that_succeeds() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += OPEN_SECONDS
    breaker.succeeded(admitted(breaker))
    assert not admitted(breaker).is_probe
    assert not admitted(breaker).is_probe


def test_opens_again_after_a_probe_that_fails() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += OPEN_SECONDS
    breaker.failed(admitted(breaker))
    clock.now += OPEN_SECONDS - 0.1
    assert breaker.admit() is None
    clock.now += 0.2
    assert admitted(breaker).is_probe


def test_an_abandoned_probe_makes_way_for_the_next() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += OPEN_SECONDS
    breaker.abandoned(admitted(breaker))
    assert admitted(breaker).is_probe


def test_an_abandoned_call_counts_neither_way() -> None:
    breaker = CircuitBreaker(Clock())
    for _ in range(FAILURES_TO_OPEN - 1):
        breaker.failed(admitted(breaker))
        breaker.abandoned(admitted(breaker))
    assert breaker.admit() is not None
    breaker.failed(admitted(breaker))
    assert breaker.admit() is None


def test_late_failures_of_earlier_calls_do_not_keep_it_open() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    permits = [admitted(breaker) for _ in range(FAILURES_TO_OPEN + 3)]
    for permit in permits[:FAILURES_TO_OPEN]:
        breaker.failed(permit)
    clock.now += OPEN_SECONDS - 1
    for permit in permits[FAILURES_TO_OPEN:]:
        breaker.failed(permit)
    clock.now += 1
    probe = admitted(breaker)
    assert probe.is_probe


@given(st.lists(st.tuples(st.sampled_from(["succeeded", "failed", "abandoned"]), st.floats(0, 20))))
def test_whatever_happened_a_call_is_admitted_once_the_time_is_over(steps: list[tuple[str, float]]) -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    for outcome, seconds in steps:
        if (permit := breaker.admit()) is not None:
            getattr(breaker, outcome)(permit)
        clock.now += seconds
    clock.now += OPEN_SECONDS
    assert breaker.admit() is not None
