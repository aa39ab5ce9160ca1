"""Paths of the account endpoints."""

from django.urls import path

from accounts.api import sign_in_views

urlpatterns = [
    path("auth/csrf", sign_in_views.CsrfView.as_view()),
    path("auth/register", sign_in_views.RegisterView.as_view()),
    path("auth/login", sign_in_views.LoginView.as_view()),
    path("auth/logout", sign_in_views.LogoutView.as_view()),
    path("auth/me", sign_in_views.MeView.as_view()),
]
