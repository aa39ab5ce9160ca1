"""django-prometheus' metrics of requests, with labels that nobody outside can multiply.

Its own middleware puts the verb as it was sent into a label, and under ASGI hops to a thread for each of its
hooks. Here are the metrics of that library, written by a middleware that does neither.
"""

from timeit import default_timer
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_prometheus.middleware import Metrics

from solacore.common.error_handlers import not_found
from solacore.common.middleware import NonBlocking
from solacore.common.request_context import METHODS

# The label of whatever else is sent as a method; django-prometheus' word.
OTHER_METHOD = "<invalid method>"
# Labels of `view` for what reaches none: they stand for any path and method, or scanners would add series.
UNKNOWN_PATH = "<unknown path>"
WRONG_METHOD = "<method not allowed>"
BEFORE_ROUTING = "<before routing>"
ANY_METHOD = "<any method>"

_STARTED = "_metrics_started"
_METHOD_NOT_ALLOWED = 405
# What a request that reaches no view may be answered with; their series exist from the start.
_REFUSALS = ("400", "401", "403", "404", "405", "413", "415", "429", "500", "503")

_metrics = Metrics.get_instance()


def method_label(request: HttpRequest) -> str:
    """The method, if it is one that exists."""
    method = request.method or ""
    return method if method in METHODS else OTHER_METHOD


def view_labels(request: HttpRequest, status: int) -> tuple[str, str]:
    """The view that answered and the method that it was asked with; one pair for all that reach none.

    Args:
        request: the answered request.
        status: of its answer.
    """
    match = request.resolver_match
    if match is None:
        return BEFORE_ROUTING, ANY_METHOD
    if match.func is not_found:
        return UNKNOWN_PATH, ANY_METHOD
    method = method_label(request)
    if status == _METHOD_NOT_ALLOWED or method == OTHER_METHOD or not _handles(match.func, method):
        return WRONG_METHOD, ANY_METHOD
    return match.view_name, method


def _handles(view: Any, method: str) -> bool:
    """Whether a view has a handler for a method; a view that is a function says so by its answer only.

    None has one for OPTIONS: preflights are answered before, and REST framework's own only refuses.
    """
    if method == "OPTIONS":
        return False
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class is None:
        return True
    return hasattr(view_class, "get" if method == "HEAD" else method.lower())


class RequestMetricsMiddleware(NonBlocking):
    """Counts and times every request. A stream's time is that to its headers."""

    def process_request(self, request: HttpRequest) -> None:
        """Notes the start."""
        setattr(request, _STARTED, default_timer())
        _metrics.requests_total.inc()
        _metrics.requests_by_method.labels(method_label(request)).inc()
        _metrics.requests_by_transport.labels(_transport(request)).inc()
        length = request.META.get("CONTENT_LENGTH") or ""
        _metrics.requests_body_bytes.observe(int(length) if length.isascii() and length.isdigit() else 0)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Takes note of the answer."""
        status = response.status_code
        view, method = view_labels(request, status)
        seconds = default_timer() - getattr(request, _STARTED)
        _metrics.responses_total.inc()
        _metrics.requests_latency_before.observe(seconds)
        _metrics.requests_latency_by_view_method.labels(view, method).observe(seconds)
        _metrics.requests_by_view_transport_method.labels(view, _transport(request), method).inc()
        _metrics.responses_by_status.labels(str(status)).inc()
        _metrics.responses_by_status_view_method.labels(str(status), view, method).inc()
        _metrics.responses_by_charset.labels(str(response.charset)).inc()
        if response.streaming:
            _metrics.responses_streaming.inc()
        else:
            _metrics.responses_body_bytes.observe(len(getattr(response, "content", b"")))
        return response


def _transport(request: HttpRequest) -> str:
    return "https" if request.is_secure() else "http"


def _begin_series() -> None:
    for method in (*METHODS, OTHER_METHOD):
        _metrics.requests_by_method.labels(method)
    for view in (UNKNOWN_PATH, WRONG_METHOD, BEFORE_ROUTING):
        _metrics.requests_latency_by_view_method.labels(view, ANY_METHOD)
        _metrics.requests_by_view_transport_method.labels(view, "http", ANY_METHOD)
        for status in _REFUSALS:
            _metrics.responses_by_status_view_method.labels(status, view, ANY_METHOD)
    for status in ("200", *_REFUSALS):
        _metrics.responses_by_status.labels(status)


_begin_series()
