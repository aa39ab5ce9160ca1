"""Every path of the server."""

from django.contrib import admin
from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView

from monitoring.operators import operators
from solacore.api_pages import DocsView, RedocView, SchemaView
from solacore.common.converters import IdConverter
from solacore.common.error_handlers import not_found
from solacore.common.pages import page
from solacore.features import FeaturesView
from solacore.home import HomeView

register_converter(IdConverter, "id")

handler400 = "solacore.common.error_handlers.bad_request"
handler403 = "solacore.common.error_handlers.forbidden"
handler404 = "solacore.common.error_handlers.not_found"
handler500 = "solacore.common.error_handlers.server_error"

urlpatterns = [
    # First, because Django keeps the list of all patterns tried before, for as long as a request lasts.
    path("", include("solve.urls")),
    path("", HomeView.as_view()),
    path("privacy", page("site/privacy.html")),
    path("terms", page("site/terms.html")),
    path("", include("accounts.urls")),
    path("", include("billing.urls")),
    path("", include("webhooks.urls")),
    path("", include("analytics.urls")),
    path("", include("monitoring.urls")),
    path("config/features", FeaturesView.as_view()),
    path("auth/config/features", FeaturesView.as_view()),
    path("openapi.json", SchemaView.as_view(), name="schema"),
    path("docs", DocsView.as_view(), name="docs"),
    path("redoc", RedocView.as_view()),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/health/", admin.site.admin_view(operators)),
    path("admin/", admin.site.urls),
    re_path("", not_found),
]
