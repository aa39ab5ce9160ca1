"""The admin site of the staff: a second factor, Solacore's name, and the figures of the day."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django_otp import user_has_device

from backoffice.dashboard import dashboard
from backoffice.pages import action_views, break_glass, replay_views, report_views, two_factor
from backoffice.pages.sign_in import StaffSignInForm


class BackofficeSite(AdminSite):
    """The back office."""

    site_header = "Solacore"
    site_title = "Solacore"
    index_title = "Back office"
    site_url = None
    login_form = StaffSignInForm
    login_template = "backoffice/sign_in.html"
    index_template = "backoffice/index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a second factor, and nobody else."""
        # The middleware of django-otp gives the user the method.
        return super().has_permission(request) and cast(Any, request.user).is_verified()

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in page; whoever has no second factor yet goes on to set one up."""
        user = request.user
        if user.is_authenticated and user.is_staff and user.is_active and not user_has_device(user):
            return HttpResponseRedirect(reverse("admin:two_factor"))
        return super().login(request, extra_context)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The stock pages and ours."""
        own: list[URLResolver | URLPattern] = [
            path("two-factor/", two_factor.set_up, name="two_factor"),
            path("people/<uuid:user_id>/<slug:slug>/", self.admin_view(action_views.act), name="act"),
            path(
                "conversations/<uuid:session_id>/",
                self.admin_view(break_glass.conversation),
                name="conversation",
            ),
            path("reports/<slug:name>/", self.admin_view(report_views.report), name="report"),
            path("webhooks/<uuid:event_id>/replay/", self.admin_view(replay_views.replay), name="replay"),
            path("audit.csv", self.admin_view(report_views.audit_csv), name="audit_csv"),
        ]
        # A password is changed through the reset mail, which ends every sign-in and tells the person.
        closed = ("password_change", "password_change_done")
        return own + [page for page in super().get_urls() if getattr(page, "name", None) not in closed]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page, with the dashboard for those who may see it."""
        context = {"dashboard": dashboard() if request.user.has_perm("backoffice.view_reports") else None}
        return super().index(request, {**context, **(extra_context or {})})
