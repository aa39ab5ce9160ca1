"""An error as a page, for people who follow a link; API clients get the contract's JSON."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import select_template

from solacore.common.middleware import NonBlocking
from solacore.common.pages import render_page, wants_page

# The first parts of the paths that are no pages; what their errors look like is fixed by the contract.
_NO_PAGES: Final = frozenset(
    {
        "account",
        "admin",
        "auth",
        "config",
        "docs",
        "health",
        "openapi.json",
        "redoc",
        "reminders",
        "sessions",
        "static",
        "subscriptions",
        "webhooks",
        "ws",
    }
)
_FIRST_ERROR: Final = 400


class ErrorPageMiddleware(NonBlocking):
    """Shows an error of a page's path as a page, with the status and headers that it has."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The page in the place of the JSON."""
        if response.status_code < _FIRST_ERROR or not _is_of_a_page(request, response):
            return response
        status = response.status_code
        template = select_template([f"errors/{status}.html", "errors/error.html"])
        shown = render_page(request, template.template.name, {"status": status}, status=status)
        for name in ("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
            if name in response.headers:
                shown.headers[name] = response.headers[name]
        return shown


def _is_of_a_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    follows_link = request.method in {"GET", "HEAD"}
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    first = request.path_info.strip("/").partition("/")[0]
    return follows_link and is_json and first not in _NO_PAGES and wants_page(request)
