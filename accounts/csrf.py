"""Proof that a write by cookie comes from our own client: Django's token, or a trusted Origin."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.utils.crypto import constant_time_compare, get_random_string

from accounts.errors import CsrfTokenInvalidError, CsrfTokenMissingError
from solacore.common.origins import is_configured, is_same

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def csrf_token_of(request: HttpRequest) -> str:
    """The token in the request's cookie, or a new one; the header must repeat it."""
    cookie = str(request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))
    return cookie if _is_well_formed(cookie) else get_random_string(CSRF_SECRET_LENGTH, CSRF_ALLOWED_CHARS)


def set_csrf_cookie(response: HttpResponseBase, token: str) -> None:
    """Gives a browser the token in a cookie that its scripts can read."""
    response.set_cookie(
        settings.CSRF_COOKIE_NAME,
        token,
        max_age=settings.CSRF_COOKIE_AGE,
        domain=settings.COOKIE_DOMAIN,
        secure=settings.COOKIE_SECURE,
        samesite="Lax",
    )


def require_csrf_proof(request: HttpRequest) -> None:
    """Lets a write by cookie pass only with the token or from a configured Origin (HTTP contract).

    Our own pages may be open under a name that isn't configured; they send the token.

    Raises:
        CsrfTokenInvalidError: a token that is not the cookie's, whatever the Origin.
        CsrfTokenMissingError: neither token nor Origin, or a foreign Origin.
    """
    token = request.headers.get("X-CSRF-Token", "")
    origin = request.headers.get("Origin")
    if token and not _matches(request, token):
        raise CsrfTokenInvalidError
    if origin is None and not token:
        raise CsrfTokenMissingError
    if origin is None or is_configured(origin):
        return
    if not token or not is_same(request, origin):
        raise CsrfTokenMissingError


def _is_well_formed(token: str) -> bool:
    return len(token) == CSRF_SECRET_LENGTH and set(token) <= set(CSRF_ALLOWED_CHARS)


def _matches(request: HttpRequest, token: str) -> bool:
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return _is_well_formed(cookie) and constant_time_compare(token, cookie)
