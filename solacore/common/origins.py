"""Which pages may act for the person whose cookies a request carries."""

from django.conf import settings
from django.http import HttpRequest

_OF_SOCKETS = {"ws": "http", "wss": "https"}


def is_configured(origin: str) -> bool:
    """Whether it is one of FRONTEND_URL and CORS_ALLOWED_ORIGINS."""
    return origin.lower() in settings.TRUSTED_ORIGINS


def is_same(request: HttpRequest, origin: str) -> bool:
    """Whether the page comes from the very address that the request asks; the Host is a checked one.

    A server may be reached under more names than the configured one, such as localhost in development.
    """
    scheme = _OF_SOCKETS.get(str(request.scheme), request.scheme)
    return origin.lower() == f"{scheme}://{request.get_host()}".lower()
