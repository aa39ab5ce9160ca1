"""Registration, sign-in, sign-out and the CSRF token."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import PublicView, user_of
from accounts.api.responses import signed_in_response
from accounts.api.serializers import (
    CsrfSerializer,
    LoginSerializer,
    RegisterSerializer,
    SignedInSerializer,
    UserSerializer,
)
from accounts.authentication import session_to_end
from accounts.cookies import clear_token_cookies
from accounts.csrf import csrf_token_of, require_csrf_proof, set_csrf_cookie
from accounts.models import RevokeReason
from accounts.services.sessions import session_revoke
from accounts.services.sign_in import user_login, user_register
from solacore.common.languages import language_of


class RegisterView(PublicView):
    """POST /auth/register."""

    @extend_schema(request=RegisterSerializer, responses={201: SignedInSerializer}, operation_id="register")
    def post(self, request: Request) -> Response:
        """Makes an account and signs it in."""
        form = RegisterSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        signed_in = user_register(
            email=data["email"],
            password=data["password"],
            locale=data.get("locale") or language_of(request.headers.get("Accept-Language", "")),
            device=form.device(),
            now=timezone.now(),
        )
        return signed_in_response(request, signed_in, "Welcome to Solacore.", status=201)


class LoginView(PublicView):
    """POST /auth/login."""

    @extend_schema(request=LoginSerializer, responses={200: SignedInSerializer}, operation_id="login")
    def post(self, request: Request) -> Response:
        """Signs a person in."""
        form = LoginSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        signed_in = user_login(
            email=data["email"], password=data["password"], device=form.device(), now=timezone.now()
        )
        return signed_in_response(request, signed_in, "You are signed in.")


class LogoutView(PublicView):
    """POST /auth/logout."""

    @extend_schema(request=None, responses={204: None}, operation_id="logout")
    def post(self, request: Request) -> Response:
        """Ends the session that the request's token names, if there is one."""
        http_request = request._request  # noqa: SLF001 - DRF offers no other way to the request
        session_id, by_cookie = session_to_end(http_request)
        if session_id is not None:
            if by_cookie:
                require_csrf_proof(http_request)
            session_revoke(session_id, RevokeReason.LOGOUT)
        response = Response(status=204)
        clear_token_cookies(http_request, response)
        return response


class MeView(APIView):
    """GET /auth/me."""

    @extend_schema(responses={200: UserSerializer}, operation_id="me")
    def get(self, request: Request) -> Response:
        """The signed-in person."""
        return Response(UserSerializer(user_of(request)).data)


class CsrfView(PublicView):
    """GET /auth/csrf."""

    @extend_schema(responses={200: CsrfSerializer}, operation_id="csrf")
    def get(self, request: Request) -> Response:
        """The CSRF token, also as a cookie."""
        token = csrf_token_of(request._request)  # noqa: SLF001 - DRF offers no other way to the request
        response = Response({"csrf_token": token})
        set_csrf_cookie(response, token)
        return response
