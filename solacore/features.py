"""What this deployment offers, for clients to adapt to."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class FeaturesSerializer(serializers.Serializer[object]):
    """The switches that clients look at."""

    payments_enabled = serializers.BooleanField()
    beta_mode = serializers.BooleanField()
    app_version = serializers.CharField()
    llm_provider = serializers.CharField(help_text="guide is the built-in guide: rules, no model")
    built_in_guide = serializers.BooleanField()


class FeaturesView(APIView):
    """GET /config/features."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: FeaturesSerializer})
    def get(self, _request: Request) -> Response:
        """The switches."""
        return Response(
            {
                "payments_enabled": settings.PAYMENTS_ENABLED,
                "beta_mode": settings.BETA_MODE,
                "app_version": settings.APP_VERSION,
                "llm_provider": settings.LLM_PROVIDER,
                "built_in_guide": settings.LLM_PROVIDER == "guide",
            }
        )
