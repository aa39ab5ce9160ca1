"""Registration, sign-in, sign-out and the CSRF token."""

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import PublicView, user_of
from accounts.api.responses import signed_in_response
from accounts.api.serializers import (
    BetaLoginSerializer,
    CsrfSerializer,
    LoginSerializer,
    PersonChangeSerializer,
    RegisterSerializer,
    SignedInSerializer,
    UserSerializer,
)
from accounts.authentication import session_to_end
from accounts.cookies import clear_token_cookies
from accounts.csrf import csrf_token_of, require_csrf_proof, set_csrf_cookie
from accounts.metrics import SignInMethod, sign_in_counted
from accounts.models import RevokeReason
from accounts.services.beta import beta_login
from accounts.services.people import person_change
from accounts.services.sessions import session_is_live, session_revoke
from accounts.services.sign_in import user_login, user_register
from solacore.common.client_address import address_key, client_address
from solacore.common.languages import language_of
from solacore.common.rate_limits.scopes import RateScope


class RegisterView(PublicView):
    """POST /auth/register."""

    rate_scope = RateScope.AUTH

    @extend_schema(request=RegisterSerializer, responses={201: SignedInSerializer}, operation_id="register")
    @sign_in_counted(SignInMethod.REGISTRATION)
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

    rate_scope = RateScope.AUTH

    @extend_schema(request=LoginSerializer, responses={200: SignedInSerializer}, operation_id="login")
    @sign_in_counted(SignInMethod.PASSWORD)
    def post(self, request: Request) -> Response:
        """Signs a person in."""
        form = LoginSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        signed_in = user_login(
            email=data["email"],
            password=data["password"],
            device=form.device(),
            client=address_key(client_address(request)),
            now=timezone.now(),
        )
        return signed_in_response(request, signed_in, "You are signed in.")


class BetaLoginView(PublicView):
    """POST /auth/beta-login."""

    rate_scope = RateScope.AUTH

    @extend_schema(
        request=BetaLoginSerializer, responses={200: SignedInSerializer}, operation_id="beta_login"
    )
    @sign_in_counted(SignInMethod.BETA)
    def post(self, request: Request) -> Response:
        """Signs a tester into the shared account of the beta."""
        form = BetaLoginSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        locale = language_of(request.headers.get("Accept-Language", ""))
        signed_in = beta_login(device=form.device(), locale=locale, now=timezone.now())
        return signed_in_response(request, signed_in, "Welcome to the beta.")


class LogoutView(PublicView):
    """POST /auth/logout."""

    @extend_schema(request=None, responses={204: None}, operation_id="logout")
    def post(self, request: Request) -> Response:
        """Ends the session that the request's token names, if there is one."""
        http_request = request._request
        session_id, by_cookie = session_to_end(http_request)
        if by_cookie and settings.BETA_MODE and not request.headers.get("X-CSRF-Token"):
            return Response(status=204)  # the web client fires such a one while it signs in
        if session_id is not None and session_is_live(session_id):
            if by_cookie:
                require_csrf_proof(http_request)
            session_revoke(session_id, RevokeReason.LOGOUT)
        response = Response(status=204)
        clear_token_cookies(http_request, response)
        return response


class MeView(APIView):
    """/auth/me."""

    @extend_schema(responses={200: UserSerializer}, operation_id="me")
    def get(self, request: Request) -> Response:
        """The signed-in person."""
        return Response(UserSerializer(user_of(request)).data)

    @extend_schema(request=PersonChangeSerializer, responses={200: UserSerializer}, operation_id="me_change")
    def patch(self, request: Request) -> Response:
        """Changes the person's language."""
        form = PersonChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = person_change(user_id=user_of(request).pk, changes=form.validated_data)
        return Response(UserSerializer(user).data)


class CsrfView(PublicView):
    """GET /auth/csrf."""

    @extend_schema(responses={200: CsrfSerializer}, operation_id="csrf")
    def get(self, request: Request) -> Response:
        """The CSRF token, also as a cookie."""
        token = csrf_token_of(request._request)
        response = Response({"csrf_token": token})
        set_csrf_cookie(response, token)
        return response
