"""The answer to a sign-in: cookies for every client, tokens in the body for native ones."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import signed_in_body
from accounts.cookies import set_token_cookies
from accounts.csrf import csrf_token_of, set_csrf_cookie
from accounts.services.sessions import SignedIn


def signed_in_response(request: Request, signed_in: SignedIn, message: str, status: int = 200) -> Response:
    """The contract's sign-in answer; a request without an Origin comes from a native client."""
    body = signed_in_body(signed_in, message)
    if "Origin" not in request.headers:
        body |= {
            "access_token": signed_in.access_token,
            "refresh_token": signed_in.refresh_token,
            "token_type": "bearer",
            "expires_in": settings.JWT_EXPIRE_MINUTES * 60,
            "user_id": str(signed_in.user.pk),
        }
    response = Response(body, status=status)
    set_token_cookies(response, signed_in)
    set_csrf_cookie(response, csrf_token_of(request._request))
    return response
