"""What is found at the root: a page for people, a greeting for API clients."""

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from solacore.common.pages import page, wants_page

_home_page = page("site/home.html")


class HomeSerializer(serializers.Serializer[object]):
    """A greeting and where to read on."""

    message = serializers.CharField()
    docs = serializers.CharField()


class HomeView(APIView):
    """GET /."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: HomeSerializer}, operation_id="home")
    def get(self, request: Request) -> HttpResponse:
        """Says what this is and where its documentation is."""
        if wants_page(request._request):
            return _home_page(request._request)
        response = Response({"message": "Solacore: five steps through a hard problem.", "docs": "/docs"})
        patch_vary_headers(response, ("Accept",))
        return response
