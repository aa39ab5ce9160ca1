"""Paths of the payment endpoints."""

from django.urls import path

from billing.api import own_rights_views, purchase_views

urlpatterns = [
    path("subscriptions/current", own_rights_views.CurrentView.as_view()),
    path("subscriptions/usage", own_rights_views.UsageView.as_view()),
    path("subscriptions/plans", purchase_views.PlansView.as_view()),
    path("subscriptions/checkout", purchase_views.CheckoutView.as_view()),
    path("subscriptions/portal", purchase_views.PortalView.as_view()),
]
