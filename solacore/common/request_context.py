"""The request id and the line that the log gets for each request."""

import asyncio
import re
import time
import uuid

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

logger = structlog.get_logger("solacore.request")

_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# NGINX's code for a client that closed the request; there is none in RFC 9110.
CLIENT_CLOSED_REQUEST = 499


def request_id_of(request: HttpRequest) -> str:
    """The caller's X-Request-ID if it sent a sane one, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if _SANE_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


class RequestLog:
    """One request's identity and its line in the log."""

    def __init__(self, request: HttpRequest) -> None:
        """Gives the request its id and binds it to all that is logged on its behalf."""
        self._request = request
        self._started = time.monotonic()
        self.request_id = request_id_of(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=self.request_id)

    def answered(self, response: HttpResponseBase) -> None:
        """Marks and logs a finished request (for a stream: its headers)."""
        response["X-Request-ID"] = self.request_id
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        self._write(response.status_code)

    def cancelled(self, _error: asyncio.CancelledError) -> None:
        """Logs a request whose client left before there was an answer."""
        self._write(CLIENT_CLOSED_REQUEST)

    def _write(self, status: int) -> None:
        match = self._request.resolver_match
        logger.info(
            "request",
            method=self._request.method if len(self._request.method or "") < 10 else "OTHER",
            route=match.route if match else None,
            status=status,
            duration_ms=round((time.monotonic() - self._started) * 1000, 1),
            user_id=str(user_id) if (user_id := getattr(self._request, "user_id", None)) else None,
        )
