"""Who may open a socket."""

import io
import uuid

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

from accounts.authentication import Principal, authenticate, bearer_token
from accounts.cookies import ACCESS_COOKIE
from solacore.common.body_limit import Scope
from solacore.common.errors import NotAllowedError
from solacore.common.origins import is_configured, is_same
from solacore.common.rate_limits.limiter import limit
from solacore.common.rate_limits.scopes import RateScope
from solve.selectors import session_of


class ForeignOriginError(NotAllowedError):
    """A page that is not ours, or a cookie without the word of a browser where it comes from."""


def handshake_request(scope: Scope) -> HttpRequest:
    """The opening handshake as the GET request that it is (RFC 6455 §4.1); its query counts for nothing."""
    return ASGIRequest({**scope, "method": "GET", "query_string": b""}, io.BytesIO())


def enter(request: HttpRequest, session_id: uuid.UUID) -> Principal:
    """Lets a person in to their session; reads the database twice.

    Raises:
        TooManyRequestsError: too many requests from that address.
        ForeignOriginError: by cookie, and from a foreign Origin or none.
        NotSignedInError, SessionRevokedError: as in `authenticate`.
        SolveSessionNotFoundError: no such session, or somebody else's.
    """
    limit(request, RateScope.GLOBAL)
    if bearer_token(request) is None:
        _require_own_origin(request)
    principal = authenticate(request)
    session_of(principal.user.pk, session_id)
    return principal


def _require_own_origin(request: HttpRequest) -> None:
    """Browsers send cookies with a handshake from any page, and no CORS check stops them."""
    origin = request.headers.get("Origin")
    if origin is None and ACCESS_COOKIE not in request.COOKIES:
        return  # nobody is signed in, which `authenticate` says
    if origin is None or not (is_configured(origin) or is_same(request, origin)):
        raise ForeignOriginError
