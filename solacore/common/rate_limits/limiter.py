"""Enforces the limits on a request and tells the client where it stands."""

import time
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from solacore.common.client_address import address_key, client_address
from solacore.common.errors import TooManyRequestsError
from solacore.common.rate_limits.metrics import RATE_LIMITED
from solacore.common.rate_limits.rates import parse_networks
from solacore.common.rate_limits.scopes import RULES, CountedBy, RateScope
from solacore.common.rate_limits.usage import Usage, count_all

_TIGHTEST = "_tightest_rate_usage"


def limit(request: HttpRequest, scope: RateScope, user_id: uuid.UUID | None = None) -> None:
    """Counts a request for a scope. Blocks for as long as Redis takes: call it from a thread.

    Requests from a whitelisted address count for no scope.

    Args:
        request: the request.
        scope: what it counts for.
        user_id: the signed-in person; needed by the scopes that count by user.

    Raises:
        TooManyRequestsError: the window is used up.
    """
    refusal = limit_all([request], scope, [user_id])[0]
    if refusal is not None:
        raise refusal


def limit_all(
    requests: Sequence[HttpRequest], scope: RateScope, user_ids: Sequence[uuid.UUID | None]
) -> list[TooManyRequestsError | None]:
    """Does for many requests, in one round trip, what `limit` does for one; its error stands in its place."""
    counted = [place for place, request in enumerate(requests) if not _is_whitelisted(request)]
    usages = count_all(scope, [_who(requests[place], scope, user_ids[place]) for place in counted])
    refusals: list[TooManyRequestsError | None] = [None] * len(requests)
    for place, usage in zip(counted, usages, strict=True):
        if usage is not None:
            _remember(requests[place], usage)
            refusals[place] = _refusal(scope, usage)
    return refusals


def _who(request: HttpRequest, scope: RateScope, user_id: uuid.UUID | None) -> str:
    return str(user_id) if RULES[scope].by is CountedBy.USER else address_key(client_address(request))


def _refusal(scope: RateScope, usage: Usage) -> TooManyRequestsError | None:
    if not usage.is_exceeded:
        return None
    RATE_LIMITED.labels(scope).inc()
    return TooManyRequestsError(usage.retry_after)


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Describes the tightest limit that the request counted for.

    X-RateLimit-Limit and -Remaining are requests of its window; X-RateLimit-Reset is the time at which
    the next window begins, in seconds since 1970 (as GitHub's API has it).
    """
    usage: Usage | None = getattr(request, _TIGHTEST, None)
    if usage is not None:
        response.headers["X-RateLimit-Limit"] = str(usage.limit)
        response.headers["X-RateLimit-Remaining"] = str(usage.remaining)
        response.headers["X-RateLimit-Reset"] = str(int(time.time()) + usage.retry_after)


def _is_whitelisted(request: HttpRequest) -> bool:
    networks = parse_networks(tuple(settings.RATE_LIMIT_IP_WHITELIST))
    address = client_address(request) if networks else None
    return address is not None and any(address in network for network in networks)


def _remember(request: HttpRequest, usage: Usage) -> None:
    known: Usage | None = getattr(request, _TIGHTEST, None)
    if known is None or (usage.remaining, -usage.retry_after) < (known.remaining, -known.retry_after):
        setattr(request, _TIGHTEST, usage)
