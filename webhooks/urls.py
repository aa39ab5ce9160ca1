"""Paths of the webhooks."""

from django.urls import path

from webhooks import views

urlpatterns = [
    path("webhooks/stripe", views.StripeWebhookView.as_view()),
    path("webhooks/revenuecat", views.RevenueCatWebhookView.as_view()),
]
