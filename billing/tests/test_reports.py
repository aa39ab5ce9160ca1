"""What reports come to, in whatever order they are merged."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.reports import Moment, Part, Rank, Report, Reported, Value, merge, resolve

pytestmark = pytest.mark.pure

START = datetime(2026, 1, 1, tzinfo=UTC)
times = st.integers(0, 3).map(lambda seconds: START + timedelta(seconds=seconds))
maybe_times = st.none() | times
values: dict[Part, st.SearchStrategy[Value]] = {
    Part.TIER: st.sampled_from(["free", "standard", "pro"]),
    Part.STATUS: st.sampled_from(["active", "past_due", "canceled", "expired", "incomplete"]),
    Part.CANCELS: st.booleans(),
    Part.PERIOD_START: maybe_times,
    Part.PERIOD_END: maybe_times,
    Part.EXPIRES_AT: maybe_times,
    Part.PAYMENT: st.sampled_from(["active", "past_due"]),
    Part.PAID_PERIOD: times.map(lambda start: (start, start + timedelta(days=30))),
}
said = st.fixed_dictionaries({}, optional=values)
reports = st.builds(
    Report,
    moment=st.builds(Moment, at=times, event_id=st.uuids().map(str), now=st.just(START)),
    rank=st.sampled_from(Rank),
    says=said,
    presumes=said,
)
several = st.lists(reports, max_size=4, unique_by=lambda report: report.moment.event_id)


def merged(many: list[Report]) -> Reported:
    reported: Reported = {}
    for report in many:
        reported = merge(reported, report)
    return reported


@given(data=st.data(), many=several)
@settings(max_examples=60)
def test_every_order_with_duplicates_comes_to_the_same(data: st.DataObject, many: list[Report]) -> None:
    twice = data.draw(st.lists(st.sampled_from(many), max_size=3)) if many else []
    shuffled = data.draw(st.permutations([*many, *twice]))
    assert merged(many) == merged(shuffled)
    assert resolve(merged(many)) == resolve(merged(shuffled))


def test_nothing_comes_to_nothing() -> None:
    state = resolve({})
    assert (state.tier, state.status, state.period_start, state.period_end) == (
        "free",
        "incomplete",
        None,
        None,
    )


def test_a_presumption_gives_way_to_what_is_said_even_earlier() -> None:
    presumed = Report(Moment(START, "b", START), Rank.END, presumes={Part.TIER: "pro"})
    known = Report(Moment(START - timedelta(days=1), "a", START), Rank.OUTSET, {Part.TIER: "standard"})
    assert resolve(merged([presumed, known])).tier == "standard"
    assert resolve(merged([known, presumed])).tier == "standard"
