"""Reports of failures, and timings, to Sentry: of everything that it could carry, only what is listed here.

The SDK collects freely, and its next release may collect more, so an event is made anew from an allow-list.
What people write, who they are, tokens, headers, cookies, bodies, queries and SQL parameters are not on it.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import sentry_sdk
import structlog
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from sentry_sdk.types import Event, Hint

from solacore.private_errors import shown_text

Fields = Mapping[str, Any]

_EVENT = frozenset(
    {
        "event_id", "timestamp", "start_timestamp", "type", "platform", "level", "logger", "release",
        "environment", "server_name", "sdk", "transaction_info", "measurements", "_metrics_summary",
    }
)  # fmt: skip
_FRAME = frozenset(
    {"filename", "function", "module", "lineno", "in_app", "pre_context", "context_line", "post_context"}
)
_TRACE = frozenset({"trace_id", "span_id", "parent_span_id", "op", "status", "origin"})
_SPAN = _TRACE | {"start_timestamp", "timestamp", "same_process_as_parent"}
# Where the name of a transaction is a pattern or a name of ours, never an address that somebody sent.
_SAFE_SOURCES = frozenset({"route", "task", "view", "component"})
# What took the place of `send_default_pii=False` and goes further: nothing is collected in the first place.
_NOTHING: Any = {
    "user_info": False,
    "cookies": {"mode": "off"},
    "http_headers": {"request": {"mode": "off"}},
    "http_bodies": [],
    "url_query_params": {"mode": "off"},
    "graphql": {"document": False, "variables": False},
    "gen_ai": {"inputs": False, "outputs": False},
    "database_query_data": False,
    "queues": False,
    "stack_frame_variables": False,
}
# A name of one of our events; a sentence has spaces.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,99}")
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNKNOWN = "<unknown>"
# Seconds that a process which ends may take to hand in its reports.
_SHUTDOWN_SECONDS = 2


def start_sentry(*, dsn: str, environment: str, release: str, traces_sample_rate: float) -> None:
    """Begins to report, if there is a DSN.

    Args:
        dsn: the address of the project, "" for none.
        environment: such as "production".
        release: of this code.
        traces_sample_rate: the share of requests and tasks that are timed, from 0 to 1.
    """
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=f"solacore@{release}",
        traces_sample_rate=traces_sample_rate,
        data_collection=_NOTHING,
        max_request_body_size="never",
        auto_session_tracking=False,
        # To no vendor of models, and to nobody else.
        trace_propagation_targets=[],
        shutdown_timeout=_SHUTDOWN_SECONDS,
        # The default ones would add arguments of commands, lines of logs, addresses that are asked, and with
        # each SDK that they know what it is asked.
        default_integrations=False,
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            ThreadingIntegration(),
            ExcepthookIntegration(),
            DedupeIntegration(),
            AtexitIntegration(callback=lambda _pending, _timeout: None),
        ],
        before_send=scrub,
        before_send_transaction=scrub,
        before_breadcrumb=lambda _crumb, _hint: None,
    )
    command = sys.argv[1] if len(sys.argv) > 1 and Path(sys.argv[0]).name == "manage.py" else ""
    if _NAME.fullmatch(command):
        sentry_sdk.get_isolation_scope().set_transaction_name(f"manage.py {command}", source="task")


def report(_logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A structlog processor: what is logged as an error is reported too, with the exception behind it."""
    if method not in {"error", "critical", "exception"} or not sentry_sdk.get_client().is_active():
        return event
    error = _exception_of(event.get("exc_info"))
    if error is not None:
        sentry_sdk.capture_exception(error)
    else:
        sentry_sdk.capture_message(str(event.get("event")), level="error")
    return event


def scrub(event: Event, _hint: Hint) -> Event:
    """An event or a transaction with nothing in it but what the lists above name."""
    given = cast("dict[str, Any]", event)
    kept = _only(given, _EVENT)
    source = given.get("transaction_info", {}).get("source")
    name = given.get("transaction")
    kept["transaction"] = name if name and source in _SAFE_SOURCES else _UNKNOWN
    kept["tags"] = _tags(kept["transaction"])
    kept["contexts"] = {
        "trace": _only(given.get("contexts", {}).get("trace", {}), _TRACE),
        "runtime": _only(given.get("contexts", {}).get("runtime", {}), frozenset({"name", "version"})),
    }
    if (method := given.get("request", {}).get("method")) in _METHODS:
        kept["request"] = {"method": method}
    if "exception" in given:
        kept["exception"] = {"values": [_exception(value) for value in given["exception"]["values"]]}
    if "spans" in given:
        kept["spans"] = [_span(span) for span in given["spans"]]
    if _NAME.fullmatch(str(given.get("message", ""))):
        kept["message"] = given["message"]
    elif "exception" not in given and given.get("type") != "transaction":
        kept["message"] = _UNKNOWN
    return cast(Event, kept)


def _tags(transaction: str) -> dict[str, str]:
    bound = structlog.contextvars.get_contextvars()
    tags = {"route": bound.get("route") or transaction}
    return tags | ({"request_id": bound["request_id"]} if "request_id" in bound else {})


def _exception(value: Fields) -> dict[str, Any]:
    kept = _only(value, frozenset({"type", "module", "thread_id"}))
    kept["value"] = shown_text(str(value.get("type")), str(value.get("value") or ""))
    kept["mechanism"] = _only(value.get("mechanism") or {}, frozenset({"type", "handled"}))
    frames = (value.get("stacktrace") or {}).get("frames", [])
    kept["stacktrace"] = {"frames": [_only(frame, _FRAME) for frame in frames]}
    return kept


def _span(span: Fields) -> dict[str, Any]:
    kept = _only(span, _SPAN)
    if str(span.get("op", "")).startswith("db"):
        kept["description"] = _LITERAL.sub("?", str(span.get("description") or ""))
    return kept


def _only(fields: Fields, names: frozenset[str]) -> dict[str, Any]:
    return {name: fields[name] for name in names & fields.keys()}


def _exception_of(given: object) -> BaseException | None:
    """The exception that a call of a logger means by its `exc_info`."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None
