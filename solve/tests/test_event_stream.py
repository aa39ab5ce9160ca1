from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solve.llm import event_stream
from solve.llm.event_stream import EventDecoder, SentEvent, TooLargeError

pytestmark = pytest.mark.pure

SOME = (
    b"event: a\ndata: 1\n\n: comment\n\nid: 7\nretry: 5\n\ndata:2\ndata: 3\nevent\n\n"
    b"data: \xc3\xa9 \ndata\n\nother: x\n\n"
)
EVENTS = [SentEvent(b"a", b"1"), SentEvent(b"", b"2\n3"), SentEvent(b"", b"\xc3\xa9 \n")]


def decoded(*chunks: bytes) -> list[SentEvent]:
    decoder = EventDecoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@given(cuts=st.lists(st.integers(0, 3 * len(SOME))))
def test_finds_the_same_events_wherever_the_stream_is_cut(newline: bytes, cuts: list[int]) -> None:
    stream = SOME.replace(b"\n", newline)
    borders = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(borders)]
    assert decoded(*chunks) == EVENTS


def test_an_event_without_its_blank_line_is_none() -> None:
    assert decoded(b"data: 1\n\ndata: 2\n") == [SentEvent(b"", b"1")]


def test_a_name_counts_for_its_own_event_only() -> None:
    assert decoded(b"event: a\n\ndata: 1\n\n") == [SentEvent(b"", b"1")]


@pytest.mark.parametrize("piece", [b"x" * 50, b"data: x\n" * 6, b": x\n" * 12])
def test_an_event_that_does_not_end_is_given_up(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 200)
    with pytest.raises(TooLargeError):
        decoded(*[piece] * 5)


def test_a_stream_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_REPLY_BYTES", 1_000)
    assert len(decoded(*[b"data: x\n\n"] * 111)) == 111
    with pytest.raises(TooLargeError):
        decoded(*[b"data: x\n\n"] * 112)
