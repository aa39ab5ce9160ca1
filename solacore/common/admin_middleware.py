"""Django's session, sign-in and message middleware for the admin only: the API has no use for them."""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin
from django_otp.middleware import OTPMiddleware

from solacore.common.middleware import ADMIN_PREFIX


class AdminOnly(MiddlewareMixin):
    """Passes every request outside the admin on, untouched."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answers one request."""
        if request.path_info.startswith(ADMIN_PREFIX):
            return super().__call__(request)
        return self.get_response(request)


class AdminSessionMiddleware(AdminOnly, SessionMiddleware):
    """The staff's session cookie."""


class AdminAuthenticationMiddleware(AdminOnly, AuthenticationMiddleware):
    """`request.user` for the admin."""


class AdminOTPMiddleware(OTPMiddleware):  # type: ignore[misc]  # it has no types
    """The second factor of `request.user`; elsewhere there is no such user."""


class AdminMessageMiddleware(AdminOnly, MessageMiddleware):
    """The admin's flash messages."""
