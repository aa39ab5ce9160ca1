"""What an API client finds at the root."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class HomeSerializer(serializers.Serializer[object]):
    """A greeting and where to read on."""

    message = serializers.CharField()
    docs = serializers.CharField()


class HomeView(APIView):
    """GET /."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: HomeSerializer}, operation_id="home")
    def get(self, _request: Request) -> Response:
        """Says what this is and where its documentation is."""
        return Response({"message": "Solacore: five steps through a hard problem.", "docs": "/docs"})
