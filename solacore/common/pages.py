"""The web app's pages: one way to render them, in the reader's language, under the strictest policy."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page

from solacore.common.catalogue import script_catalogue
from solacore.common.errors import MethodNotAllowedError
from solacore.common.page_languages import keep_language, language_asked_for, language_of_page, locale_of_page

Page = Callable[[HttpRequest], HttpResponse]
Context = Callable[[HttpRequest], Mapping[str, Any]]

# Scripts that write HTML go through DOMPurify or not at all (Trusted Types, W3C).
_POLICY: Final = {"require-trusted-types-for": ["'script'"], "trusted-types": ["dompurify"]}
# Held by a browser as long as it may be signed in; accounts.cookies sets it.
_SIGN_IN_COOKIE: Final = "refresh_token"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


def wants_page(request: HttpRequest) -> bool:
    """Whether whoever asks would rather have a page than JSON, as browsers do that follow a link."""
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"


def may_be_signed_in(request: HttpRequest) -> bool:
    """Whether the browser holds the cookie of a sign-in; if that still counts, the API says."""
    return _SIGN_IN_COOKIE in request.COOKIES


def page(template: str, context: Context | None = None, *, is_private: bool = False) -> Page:
    """A view that shows a page.

    Args:
        template: its template.
        context: what the template needs beside what every page has.
        is_private: only for people who are signed in; others are led to the sign-in page, and back.
    """

    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        if request.method not in _SAFE_METHODS:
            raise MethodNotAllowedError
        if (language := language_asked_for(request)) is not None:
            return keep_language(request, language)
        if is_private and not may_be_signed_in(request):
            return _to_sign_in(request)
        response = render_page(request, template, {**path, **(context(request) if context else {})})
        # What a signed-in person sees must not come back from a browser's memory after they have left.
        response["Cache-Control"] = "no-store" if is_private else "private, no-cache"
        return response

    return view


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page, compressed where the browser takes that: it holds no secret (BREACH)."""
    language = language_of_page(request)
    with translation.override(language):
        response = render(
            request, template, _shared_context(request, language) | dict(context), status=status
        )
    response["Content-Language"] = language
    response._csp_update = _POLICY  # type: ignore[attr-defined]  # noqa: SLF001 - as csp.decorators does
    patch_vary_headers(response, ("Accept", "Accept-Language", "Cookie"))
    return gzip_page(lambda _request: response)(request)


def _shared_context(request: HttpRequest, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "languages": settings.LANGUAGES,
        "is_signed_in": may_be_signed_in(request),
        "built_in_guide": settings.LLM_PROVIDER == "guide",
        "payments_enabled": settings.PAYMENTS_ENABLED,
        "beta_mode": settings.BETA_MODE,
        "page_data": {
            "language": language,
            "locale": locale_of_page(language),
            "catalogue": script_catalogue(language),
            "builtInGuide": settings.LLM_PROVIDER == "guide",
            "paymentsEnabled": settings.PAYMENTS_ENABLED,
            "betaMode": settings.BETA_MODE,
        },
    }


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Leads to the sign-in page, which leads back."""
    return HttpResponseRedirect(f"/login?{urlencode({'next': request.path_info})}")
