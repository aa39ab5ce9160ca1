"""Health over HTTP."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from monitoring.health import health_checks, overall
from solve.turns.engine import is_draining

HEALTH_STATUSES = [("healthy", "Healthy"), ("degraded", "Degraded"), ("unhealthy", "Unhealthy")]


class HealthSerializer(serializers.Serializer[object]):
    """The short answer; `environment` and `checks` only with DEBUG."""

    status = serializers.ChoiceField(choices=HEALTH_STATUSES)
    version = serializers.CharField()
    environment = serializers.CharField(required=False)
    checks = serializers.DictField(required=False)


class ProbeSerializer(serializers.Serializer[object]):
    """A probe's answer."""

    status = serializers.ChoiceField(choices=HEALTH_STATUSES)
    timestamp = serializers.DateTimeField()
    checks = serializers.DictField()


class ProbeView(APIView):
    """A view for machines: no sign-in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class HealthView(ProbeView):
    """GET /health."""

    @extend_schema(responses={200: HealthSerializer}, operation_id="health")
    def get(self, _request: Request) -> Response:
        """Whether the service works as a whole."""
        results = health_checks.results()
        status = overall(results)
        body: dict[str, Any] = {
            "status": "degraded" if status == "unhealthy" else status,
            "version": settings.APP_VERSION,
        }
        if settings.DEBUG:
            body |= {"environment": "development", "checks": results}
        return Response(body)


class LiveView(ProbeView):
    """GET /health/live."""

    @extend_schema(responses={200: ProbeSerializer}, operation_id="health_live")
    def get(self, _request: Request) -> Response:
        """That the process answers; it asks nobody else."""
        return Response(_probe("healthy", {"service": {"status": "healthy"}}))


class ReadyView(ProbeView):
    """GET /health/ready."""

    @extend_schema(responses={200: ProbeSerializer, 503: ProbeSerializer}, operation_id="health_ready")
    def get(self, _request: Request) -> Response:
        """Whether requests may be sent here."""
        results = health_checks.results()
        status = overall(results)
        if is_draining():
            status, results = "unhealthy", results | {"process": {"status": "draining"}}
        return Response(_probe(status, results), status=503 if status == "unhealthy" else 200)


def _probe(status: str, checks: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": status,
        "timestamp": timezone.now().isoformat().replace("+00:00", "Z"),
        "checks": checks,
    }
