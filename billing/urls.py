"""Paths of the payment endpoints."""

from django.urls import path

from billing.api import own_rights_views

urlpatterns = [
    path("subscriptions/current", own_rights_views.CurrentView.as_view()),
    path("subscriptions/usage", own_rights_views.UsageView.as_view()),
]
