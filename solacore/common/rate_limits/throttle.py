"""The limits of DRF's views."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from solacore.common.rate_limits.limiter import limit
from solacore.common.rate_limits.scopes import RateScope


class ScopeThrottle(BaseThrottle):
    """Counts a request for the `rate_scope` of its view or, without one, for the signed-in person's API."""

    def allow_request(self, request: Request, view: object) -> bool:
        """Answers True.

        Raises:
            TooManyRequestsError: as in `limit`.
        """
        scope: RateScope | None = getattr(view, "rate_scope", None)
        person: Any = request.user
        http_request = request._request
        if scope is not None:
            limit(http_request, scope)
        elif person is not None:
            limit(http_request, RateScope.API, person.pk)
        return True
