"""The request id and the line that the log gets for each request."""

import asyncio
import re
import time
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

logger = structlog.get_logger("solacore.request")

_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# NGINX's code for a client that closed the request; there is none in RFC 9110.
CLIENT_CLOSED_REQUEST = 499
# RFC 9110 §9 and RFC 5789; whatever else was sent as a method could say anything.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


def request_id_of(request: HttpRequest) -> str:
    """The caller's X-Request-ID if it sent a sane one, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if _SANE_REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


class RequestLog:
    """One request's identity and its line in the log, written when the answer has been sent."""

    def __init__(self, request: HttpRequest) -> None:
        """Gives the request its id and binds it to all that is logged on its behalf."""
        self._request = request
        self._started = time.monotonic()
        self.request_id = request_id_of(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=self.request_id)

    def answered(self, response: HttpResponseBase) -> None:
        """Marks a finished request, and logs it as soon as all of it has been sent."""
        response["X-Request-ID"] = self.request_id
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
        if not isinstance(response, StreamingHttpResponse) or _is_sent_by_the_server(response):
            self._write(response.status_code)
            return
        stream = _Stream(self, response.status_code, headers_ms=self._elapsed_ms())
        parts = response.streaming_content
        response.streaming_content = (
            stream.passed_on(parts) if isinstance(parts, AsyncIterable) else stream.passed_on_in_thread(parts)
        )

    def cancelled(self, _error: asyncio.CancelledError) -> None:
        """Logs a request whose client left before there was an answer."""
        self._write(CLIENT_CLOSED_REQUEST)

    def ended(self, status: int, *, headers_ms: float) -> None:
        """Logs a stream that has ended."""
        self._write(status, headers_ms=headers_ms)

    def _elapsed_ms(self) -> float:
        return round((time.monotonic() - self._started) * 1000, 1)

    def _write(self, status: int, **more: float) -> None:
        match = self._request.resolver_match
        logger.info(
            "request",
            request_id=self.request_id,
            method=self._request.method if self._request.method in METHODS else "OTHER",
            route=match.route if match else None,
            status=status,
            duration_ms=self._elapsed_ms(),
            user_id=str(user_id) if (user_id := getattr(self._request, "user_id", None)) else None,
            **more,
        )


def _is_sent_by_the_server(response: StreamingHttpResponse) -> bool:
    """Whether a WSGI server sends a file by itself: nobody here sees the end of it."""
    return isinstance(response, FileResponse) and not response.is_async


@dataclass(frozen=True, slots=True)
class _Stream:
    """A stream that is passed on unchanged. Its client may leave at any part, which ends the generator."""

    log: RequestLog
    status: int
    headers_ms: float

    async def passed_on(self, parts: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        with self._ending():
            async for part in parts:
                yield part

    def passed_on_in_thread(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        with self._ending():
            yield from parts

    @contextmanager
    def _ending(self) -> Iterator[None]:
        status = self.status
        try:
            yield
        except (asyncio.CancelledError, GeneratorExit):
            status = CLIENT_CLOSED_REQUEST
            raise
        except Exception as error:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            logger.exception("stream_crashed", request_id=self.log.request_id, error=type(error).__name__)
            raise
        finally:
            self.log.ended(status, headers_ms=self.headers_ms)
