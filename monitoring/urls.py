"""Paths of the health endpoints."""

from django.urls import path

from monitoring.metrics import metrics
from monitoring.views import HealthView, LiveView, ReadyView

urlpatterns = [
    path("health", HealthView.as_view()),
    path("health/live", LiveView.as_view()),
    path("health/ready", ReadyView.as_view()),
    path("health/metrics", metrics),
]
