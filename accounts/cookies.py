"""The cookies that a browser holds its tokens in; scripts cannot read them."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.services.sessions import SignedIn

ACCESS_COOKIE = "access_token"
REFRESH_COOKIE = "refresh_token"


def set_token_cookies(response: HttpResponseBase, signed_in: SignedIn) -> None:
    """Puts a pair of tokens into the browser's cookies."""
    lifetimes = {
        ACCESS_COOKIE: (signed_in.access_token, timedelta(minutes=settings.JWT_EXPIRE_MINUTES)),
        REFRESH_COOKIE: (signed_in.refresh_token, timedelta(days=settings.REFRESH_TOKEN_DAYS)),
    }
    for name, (token, lifetime) in lifetimes.items():
        response.set_cookie(
            name,
            token,
            max_age=lifetime,
            domain=settings.COOKIE_DOMAIN,
            secure=settings.COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def clear_token_cookies(request: HttpRequest, response: HttpResponseBase) -> None:
    """Takes the tokens out of the browser that sent them; others get no cookie header."""
    for name in (ACCESS_COOKIE, REFRESH_COOKIE):
        if name in request.COOKIES:
            response.delete_cookie(name, domain=settings.COOKIE_DOMAIN, samesite="Lax")
