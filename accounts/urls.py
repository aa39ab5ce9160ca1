"""Paths of the account endpoints."""

from django.urls import path

from accounts.api import (
    account_views,
    active_session_views,
    device_views,
    oauth_views,
    password_views,
    refresh_views,
    sign_in_views,
    verification_views,
)
from solacore.common.pages import page

_pages = [
    path("login", page("accounts/login.html")),
    path("register", page("accounts/register.html")),
    path("forgot-password", page("accounts/forgot_password.html")),
    path("reset-password", page("accounts/reset_password.html")),
    path("verify-email", page("accounts/verify_email.html")),
    path("app/settings", page("accounts/settings.html", is_private=True)),
]

urlpatterns = [
    *_pages,
    path("auth/csrf", sign_in_views.CsrfView.as_view()),
    path("auth/register", sign_in_views.RegisterView.as_view()),
    path("auth/login", sign_in_views.LoginView.as_view()),
    path("auth/beta-login", sign_in_views.BetaLoginView.as_view()),
    path("auth/oauth/google", oauth_views.GoogleView.as_view()),
    path("auth/oauth/google/code", oauth_views.GoogleCodeView.as_view()),
    path("auth/oauth/apple", oauth_views.AppleView.as_view()),
    path("auth/refresh", refresh_views.RefreshView.as_view()),
    path("auth/devices", device_views.DevicesView.as_view()),
    path("auth/devices/<id:device_id>", device_views.DeviceView.as_view()),
    path("auth/sessions", active_session_views.ActiveSessionsView.as_view()),
    path("auth/sessions/<id:session_id>", active_session_views.ActiveSessionView.as_view()),
    path("auth/forgot-password", password_views.ForgotPasswordView.as_view()),
    path("auth/reset-password", password_views.ResetPasswordView.as_view()),
    path("auth/verify-email", verification_views.VerifyEmailView.as_view()),
    path("auth/logout", sign_in_views.LogoutView.as_view()),
    path("auth/me", sign_in_views.MeView.as_view()),
    path("account", account_views.AccountView.as_view()),
    path("account/export", account_views.ExportView.as_view()),
]
