"""POST /auth/refresh."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PublicView
from accounts.api.responses import signed_in_response
from accounts.api.serializers import RefreshSerializer, SignedInSerializer
from accounts.cookies import REFRESH_COOKIE, clear_token_cookies
from accounts.errors import MissingRefreshTokenError
from accounts.services.sessions import session_refresh
from solacore.common.errors import NotSignedInError
from solacore.common.rate_limits.scopes import RateScope


class RefreshView(PublicView):
    """Exchanges a refresh token, from the body or the cookie, for the next pair."""

    rate_scope = RateScope.REFRESH

    @extend_schema(request=RefreshSerializer, responses={200: SignedInSerializer}, operation_id="refresh")
    def post(self, request: Request) -> Response:
        """The next pair; a failure takes the cookies away from a browser that sent them."""
        form = RefreshSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        token = form.validated_data.get("refresh_token") or request.COOKIES.get(REFRESH_COOKIE, "")
        try:
            if not token:
                raise MissingRefreshTokenError
            signed_in = session_refresh(token, now=timezone.now())
        except NotSignedInError as error:
            response = Response(error.body(), status=error.status)
            clear_token_cookies(request._request, response)
            return response
        return signed_in_response(request, signed_in, "You are still signed in.")
