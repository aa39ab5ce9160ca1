"""DRF's way into `accounts.authentication`."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.authentication import Principal, authenticate
from accounts.models import User


class TokenAuthentication(BaseAuthentication):
    """Bearer token or cookie; `request.user` is the person, `request.auth` the principal."""

    def authenticate(self, request: Request) -> tuple[User, Principal]:
        """The person and the principal behind a request.

        Raises:
            NotSignedInError and its kin: as in `accounts.authentication.authenticate`.
        """
        principal = authenticate(request._request)
        return principal.user, principal

    def authenticate_header(self, _request: Request) -> str:
        """The challenge of a 401."""
        return "Bearer"


class TokenAuthenticationScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How /openapi.json describes the sign-in."""

    target_class = "accounts.api.authentication.TokenAuthentication"
    name = ["bearerAuth", "cookieAuth"]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:  # noqa: ARG002
        """The two ways to sign a request."""
        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            {"type": "apiKey", "in": "cookie", "name": "access_token"},
        ]
