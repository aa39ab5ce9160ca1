"""Paths of the analytics endpoints."""

from django.urls import path

from analytics.api.views import ClientEventsView

urlpatterns = [path("analytics/events", ClientEventsView.as_view())]
