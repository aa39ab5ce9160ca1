"""Enforces the limits on a request and tells the client where it stands."""

import time
import uuid

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from solacore.common.client_address import Address, address_key, client_address
from solacore.common.errors import TooManyRequestsError
from solacore.common.rate_limits.metrics import RATE_LIMITED
from solacore.common.rate_limits.rates import parse_networks
from solacore.common.rate_limits.scopes import RULES, CountedBy, RateScope
from solacore.common.rate_limits.usage import Usage, count

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
    address = client_address(request)
    if _is_whitelisted(address):
        return
    who = str(user_id) if RULES[scope].by is CountedBy.USER else address_key(address)
    usage = count(scope, who)
    if usage is None:
        return
    _remember(request, usage)
    if usage.is_exceeded:
        RATE_LIMITED.labels(scope).inc()
        raise TooManyRequestsError(usage.retry_after)


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


def _is_whitelisted(address: Address | None) -> bool:
    networks = parse_networks(tuple(settings.RATE_LIMIT_IP_WHITELIST))
    return address is not None and any(address in network for network in networks)


def _remember(request: HttpRequest, usage: Usage) -> None:
    known: Usage | None = getattr(request, _TIGHTEST, None)
    if known is None or (usage.remaining, -usage.retry_after) < (known.remaining, -known.retry_after):
        setattr(request, _TIGHTEST, usage)
