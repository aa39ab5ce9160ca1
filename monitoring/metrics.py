"""GET /health/metrics."""

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from monitoring.exposition import exposition
from solacore.common.client_address import parse_address
from solacore.common.errors import NotFoundError

# A proxy adds at least one of them, ours the first two and the last (RFC 7239, RFC 9110 §7.6.3).
_SIGNS_OF_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-Ip", "Via")


def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics as Prometheus reads them.

    Raises:
        NotFoundError: to everybody else.
    """
    if not is_from_inside(request):
        raise NotFoundError
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def is_from_inside(request: HttpRequest) -> bool:
    """Whether a request came straight from a machine of the same private network.

    Prometheus asks each process itself; what comes through a proxy comes from outside, whatever address the
    proxy has. NGINX refuses the path as well.
    """
    if any(name in request.headers for name in _SIGNS_OF_A_PROXY):
        return False
    peer = parse_address(request.META.get("REMOTE_ADDR") or "")
    return peer is not None and not peer.is_global and not peer.is_multicast
