"""Paths of the payment endpoints."""

from django.urls import path

from billing.api import own_rights_views, purchase_views
from billing.pages import pricing_context
from solacore.common.pages import page

_pages = [
    path("pricing", page("billing/pricing.html", pricing_context)),
    # Where Stripe's pages lead back to, unless STRIPE_SUCCESS_URL says otherwise.
    path("billing/success", page("billing/success.html")),
]

urlpatterns = [
    *_pages,
    path("subscriptions/current", own_rights_views.CurrentView.as_view()),
    path("subscriptions/usage", own_rights_views.UsageView.as_view()),
    path("subscriptions/plans", purchase_views.PlansView.as_view()),
    path("subscriptions/checkout", purchase_views.CheckoutView.as_view()),
    path("subscriptions/portal", purchase_views.PortalView.as_view()),
]
