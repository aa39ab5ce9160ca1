"""What operators see of replies and of the models that write them.

Everything is counted once for each reply, connection or call: nothing is done for each token.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from prometheus_client import Counter, Gauge, Histogram

from solve.llm.base import FailureKind
from solve.llm.call import CallRecord
from solve.safety.crisis import LANGUAGES, Assessment, Risk
from solve.turns.events import EventName
from solve.turns.live import LiveTurn

# Seconds: a guide answers in milliseconds, a model has 30 s to its first token and 3 minutes in all.
_FIRST_TOKEN_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 20, 30)
_DURATION_BUCKETS = (0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 180)
_MICRO = 1_000_000

_ENDS = (EventName.DONE, EventName.ERROR, EventName.STOPPED, EventName.INTERRUPTED)

STREAMS_ACTIVE = Gauge(
    "solacore_streams_active", "Replies that are being written.", multiprocess_mode="livesum"
)
CONNECTIONS_ACTIVE = Gauge(
    "solacore_stream_connections_active",
    "Connections on which replies are watched.",
    ["transport"],
    multiprocess_mode="livesum",
)
FIRST_TOKEN = Histogram(
    "solacore_stream_first_token_seconds",
    "Time from the beginning of a reply to its first words.",
    buckets=_FIRST_TOKEN_BUCKETS,
)
DURATION = Histogram(
    "solacore_stream_duration_seconds",
    "How long a reply was written, by its end.",
    ["end"],
    buckets=_DURATION_BUCKETS,
)
TOKENS = Counter(
    "solacore_stream_tokens_total",
    "Tokens of requests to models (in) and of replies (out), as counted or else estimated.",
    ["provider", "direction"],
)
INTERRUPTED = Counter(
    "solacore_turns_interrupted_total",
    "Replies that ended as interrupted: their process was stopped, or has died.",
)
MODEL_CALLS = Counter(
    "solacore_model_calls_total",
    "Calls of model providers, by outcome: ok, cancelled, breaker_open, or the kind of failure.",
    ["provider", "outcome"],
)
MODEL_SECONDS = Histogram(
    "solacore_model_call_seconds",
    "How long a call of a model provider took.",
    ["provider"],
    buckets=_DURATION_BUCKETS,
)
MODEL_FIRST_TOKEN = Histogram(
    "solacore_model_first_token_seconds",
    "Time from a call of a model provider to its first words.",
    ["provider"],
    buckets=_FIRST_TOKEN_BUCKETS,
)
MODEL_COST = Counter(
    "solacore_model_cost_usd_total", "What replies have cost by list prices, in US dollars.", ["provider"]
)
CRISES = Counter(
    "solacore_crises_total", "Messages that showed a risk, by tier and language.", ["tier", "language"]
)

for end in _ENDS:
    DURATION.labels(end)
for transport in ("sse", "websocket"):
    CONNECTIONS_ACTIVE.labels(transport)
for tier in (Risk.ACUTE, Risk.CONCERN):
    for language in LANGUAGES:
        CRISES.labels(tier, language)
for chosen in filter(None, (settings.LLM_PROVIDER, settings.LLM_FALLBACK_PROVIDER)):
    for outcome in ("ok", "cancelled", "breaker_open", *FailureKind):
        MODEL_CALLS.labels(chosen, outcome)
    for direction in ("in", "out"):
        TOKENS.labels(chosen, direction)
    for metric in (MODEL_SECONDS, MODEL_FIRST_TOKEN, MODEL_COST):
        metric.labels(chosen)


@contextmanager
def stream_measured(live: LiveTurn) -> Iterator[None]:
    """Measures the reply that the block writes."""
    began = time.monotonic()
    STREAMS_ACTIVE.inc()
    try:
        yield
    finally:
        STREAMS_ACTIVE.dec()
        if live.first_said_at is not None:
            FIRST_TOKEN.observe(live.first_said_at - began)
        end = live.events[-1].name if live.ended else EventName.INTERRUPTED
        DURATION.labels(end).observe(time.monotonic() - began)


def call_measured(call: CallRecord) -> None:
    """Takes note of one call of a provider."""
    MODEL_CALLS.labels(call.provider, call.outcome).inc()
    if call.outcome == "breaker_open":
        return
    MODEL_SECONDS.labels(call.provider).observe(call.seconds)
    if call.first_token is not None:
        MODEL_FIRST_TOKEN.labels(call.provider).observe(call.first_token)


def spent_counted(*, provider: str, tokens_in: int, tokens_out: int, microusd: int) -> None:
    """Counts what a reply took of a model: tokens, and millionths of a US dollar."""
    TOKENS.labels(provider, "in").inc(tokens_in)
    TOKENS.labels(provider, "out").inc(tokens_out)
    MODEL_COST.labels(provider).inc(microusd / _MICRO)


def risk_counted(assessment: Assessment) -> None:
    """Counts a message that shows a risk."""
    if assessment.risk != Risk.NONE:
        CRISES.labels(assessment.risk, assessment.language).inc()
