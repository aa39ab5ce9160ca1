"""Middleware for every request. None of it blocks, so none of it costs a stream a thread."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin
from whitenoise.middleware import WhiteNoiseMiddleware

from solacore.common.body_limit import body_is_too_large, fix_content_length
from solacore.common.downloads import read_in_threads
from solacore.common.error_handlers import as_domain_error
from solacore.common.errors import InvalidHostError, PayloadTooLargeError, error_response
from solacore.common.request_context import RequestLog

GetResponse = Callable[[HttpRequest], Any]

ADMIN_PREFIX = "/admin/"


class RequestContextMiddleware:
    """Request id, the line in the log, the Host check, and a trailing slash that makes no difference."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        """Remembers whether the chain below is asynchronous."""
        self.get_response = get_response
        self._async = iscoroutinefunction(get_response)
        if self._async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answers one request."""
        if self._async:
            return self._acall(request)
        log = RequestLog(request)
        response = _refusal(request) or cast(HttpResponseBase, self.get_response(request))
        log.answered(response)
        return response

    async def _acall(self, request: HttpRequest) -> HttpResponseBase:
        log = RequestLog(request)
        try:
            response = _refusal(request) or cast(HttpResponseBase, await self.get_response(request))
        except asyncio.CancelledError as error:
            log.cancelled(error)
            raise
        log.answered(response)
        return response


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    path = request.path_info
    if len(path) > 1 and path.endswith("/") and not path.startswith(ADMIN_PREFIX):
        request.path_info = path.rstrip("/") or "/"
    try:
        request.get_host()
    except DisallowedHost:
        return error_response(InvalidHostError())
    return None


class NonBlocking(MiddlewareMixin):
    """A Django middleware whose hooks don't block: under ASGI they run without a thread."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers one request."""
        before: Any = getattr(self, "process_request", None)
        after: Any = getattr(self, "process_response", None)
        response: Any = before(request) if before else None
        if response is None:
            response = await cast(Any, self.get_response)(request)
        return cast(HttpResponseBase, after(request, response) if after else response)


class SecurityHeadersMiddleware(NonBlocking, SecurityMiddleware):
    """Django's security headers, and no-store on whatever does not say how long it may be kept."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Adds the headers."""
        response.headers.setdefault("Cache-Control", "no-store")
        return super().process_response(request, response)


class ContentSecurityPolicyMiddleware(NonBlocking, CSPMiddleware):
    """The Content-Security-Policy."""


class RequestShapeMiddleware(NonBlocking):
    """Refuses bodies that are too large and gives every exception the contract's shape."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """Looks at the body's size before anything reads it."""
        if body_is_too_large(request):
            return error_response(PayloadTooLargeError())
        fix_content_length(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The answer for an exception of a view, which is logged if nobody had anticipated it.

        The admin shows its own pages.
        """
        error = as_domain_error(exception)
        return None if request.path_info.startswith(ADMIN_PREFIX) else error_response(error)


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise for /static/ only, so that its blocking file access never touches another request."""

    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        """Remembers whether the chain below is asynchronous."""
        super().__init__(get_response)
        self._async = iscoroutinefunction(get_response)
        if self._async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Answers with the file, or lets the next middleware answer."""
        if not request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if self._async:
            return self._from_thread(request)
        return self._file(request) or self.get_response(request)

    async def _from_thread(self, request: HttpRequest) -> Any:
        response = await self._opened(request)
        if response is None:
            return await cast(Any, self.get_response)(request)
        if response.streaming:
            # Django would read the whole file in the event loop, and warn about it.
            response.streaming_content = read_in_threads(response.streaming_content)
        return response

    async def _opened(self, request: HttpRequest) -> Any:
        """The answer with its open file, which is closed if the client has left before it was open."""
        opening = asyncio.ensure_future(sync_to_async(self._file)(request))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_answer)
            raise

    def _file(self, request: HttpRequest) -> Any:
        find = self.find_file if self.autorefresh else self.files.get
        static_file = find(request.path_info)
        return self.serve(static_file, request) if static_file is not None else None


def _close_answer(opening: asyncio.Future[Any]) -> None:
    if not opening.cancelled() and opening.exception() is None and opening.result() is not None:
        opening.result().close()
