"""Sign-in with Google and Apple."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import PublicView
from accounts.api.oauth_serializers import GoogleCodeSerializer, IdTokenSerializer
from accounts.api.responses import signed_in_response
from accounts.api.serializers import SignedInSerializer
from accounts.errors import GoogleCodeExchangeFailedError
from accounts.metrics import SignInMethod, sign_in_counted
from accounts.oauth.apple import apple
from accounts.oauth.google import google, redeem_code
from accounts.oauth.id_tokens import Issuer, ProvenIdentity, read_id_token
from accounts.services.entry import DeviceClaim
from accounts.services.oauth_sign_in import oauth_sign_in
from solacore.common.languages import language_of
from solacore.common.origins import is_configured
from solacore.common.rate_limits.scopes import RateScope

_ANSWERS = {
    200: SignedInSerializer,
    503: OpenApiResponse({"$ref": "#/components/schemas/Error"}, "The issuer is not set up or out of reach."),
}


class _OAuthView(PublicView):
    rate_scope = RateScope.OAUTH

    def enter(self, request: Request, identity: ProvenIdentity, device: DeviceClaim) -> Response:
        """Signs in the person behind an identity."""
        locale = language_of(request.headers.get("Accept-Language", ""))
        signed_in = oauth_sign_in(identity=identity, locale=locale, device=device, now=timezone.now())
        return signed_in_response(request, signed_in, "You are signed in.")

    def enter_by_id_token(self, request: Request, issuer: Issuer) -> Response:
        """Signs in the person whom the ID token in the body names."""
        form = IdTokenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self.enter(request, read_id_token(issuer=issuer, **form.proof()), form.device())


class GoogleView(_OAuthView):
    """POST /auth/oauth/google."""

    @extend_schema(request=IdTokenSerializer, responses=_ANSWERS, operation_id="oauth_google")
    @sign_in_counted(SignInMethod.GOOGLE)
    def post(self, request: Request) -> Response:
        """Signs a person in by an ID token of Google's."""
        return self.enter_by_id_token(request, google())


class AppleView(_OAuthView):
    """POST /auth/oauth/apple."""

    @extend_schema(request=IdTokenSerializer, responses=_ANSWERS, operation_id="oauth_apple")
    @sign_in_counted(SignInMethod.APPLE)
    def post(self, request: Request) -> Response:
        """Signs a person in by an ID token of Apple's."""
        return self.enter_by_id_token(request, apple())


class GoogleCodeView(_OAuthView):
    """POST /auth/oauth/google/code."""

    @extend_schema(
        request=None, parameters=[GoogleCodeSerializer], responses=_ANSWERS, operation_id="oauth_google_code"
    )
    @sign_in_counted(SignInMethod.GOOGLE)
    def post(self, request: Request) -> Response:
        """Signs a person in by an authorization code of Google's."""
        form = GoogleCodeSerializer(data=request.query_params.dict())
        form.is_valid(raise_exception=True)
        _refuse_foreign_page(request)
        data = form.validated_data
        return self.enter(
            request, redeem_code(data["code"], redirect_uri=data["redirect_uri"]), form.device()
        )


def _refuse_foreign_page(request: Request) -> None:
    """Stops a page that is not ours from signing its visitor into its own account.

    Unlike an endpoint that reads JSON, one that reads the query can be reached by any page's form, and
    this one needs no CSRF token (RFC 6749 §10.12).
    """
    origin = request.headers.get("Origin")
    if origin is not None and not is_configured(origin):
        raise GoogleCodeExchangeFailedError
