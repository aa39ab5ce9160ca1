"""The API's description and the pages that show it, with no outside host."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.renderers import TemplateHTMLRenderer

# Both viewers set styles from script, and ReDoc starts a worker of its own.
_VIEWER_POLICY = {
    "style-src": ["'self'", UNSAFE_INLINE],
    "script-src": ["'self'", UNSAFE_INLINE],
    "worker-src": ["'self'", "blob:"],
    "img-src": ["blob:"],
}


class SchemaView(SpectacularAPIView):
    """GET /openapi.json."""

    renderer_classes = [OpenApiJsonRenderer]


@method_decorator(csp_update(_VIEWER_POLICY), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """GET /docs."""

    renderer_classes = [TemplateHTMLRenderer]
    url_name = "schema"


@method_decorator(csp_update(_VIEWER_POLICY), name="dispatch")
class RedocView(SpectacularRedocView):
    """GET /redoc."""

    template_name = "api/redoc.html"
    renderer_classes = [TemplateHTMLRenderer]
    url_name = "schema"
