"""The limit that every request counts for, and the headers that tell of it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from solacore.common.errors import TooManyRequestsError, error_response
from solacore.common.rate_limits.limiter import add_headers, limit
from solacore.common.rate_limits.scopes import UNCOUNTED_PATHS, RateScope

# Enough for some thousand counts a second; a Redis that hangs holds them for one timeout only.
_THREADS = 8


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="rate-limits")


class RateLimitMiddleware(MiddlewareMixin):
    """Counts every request but UNCOUNTED_PATHS for the GLOBAL scope. CORS answers preflights before it."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers one request; Redis is asked from a thread, so that no stream waits for it."""
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(_threads(), self.process_request, request)
        if response is None:
            response = await cast(Any, self.get_response)(request)
        return self.process_response(request, cast(HttpResponseBase, response))

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """The 429 of a request that is one too many."""
        if request.path_info in UNCOUNTED_PATHS:
            return None
        try:
            limit(request, RateScope.GLOBAL)
        except TooManyRequestsError as error:
            return error_response(error)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Adds the headers."""
        add_headers(request, response)
        return response
