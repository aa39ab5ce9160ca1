"""The limit that every request counts for, and the headers that tell of it."""

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from solacore.common.batching import Batches
from solacore.common.errors import TooManyRequestsError, error_response
from solacore.common.rate_limits.limiter import add_headers, limit, limit_all
from solacore.common.rate_limits.scopes import UNCOUNTED_PATHS, RateScope


def _count(requests: Sequence[HttpRequest]) -> list[TooManyRequestsError | None]:
    return limit_all(requests, RateScope.GLOBAL, [None] * len(requests))


_counting = Batches(_count)


class RateLimitMiddleware(MiddlewareMixin):
    """Counts every request but UNCOUNTED_PATHS for the GLOBAL scope. CORS answers preflights before it."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers one request; Redis is asked from a thread, so that no stream waits for it."""
        try:
            if request.path_info not in UNCOUNTED_PATHS:
                await _counting.do(request)
        except TooManyRequestsError as error:
            response = error_response(error)
        else:
            response = await cast(Any, self.get_response)(request)
        return self.process_response(request, response)

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
