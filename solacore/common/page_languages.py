"""The language of a page: the one chosen on this browser, else the first of ours that it asks for."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from solacore.common.languages import language_of, locale_of

# Scripts set it too, to the language of the person who signs in (static/js/lib/language.js).
LANGUAGE_COOKIE: Final = "language"
LANGUAGE_PARAMETER: Final = "lang"
_LANGUAGES: Final = {"en": "en", "es": "es", "zh": "zh-hans"}
_KEPT_FOR: Final = timedelta(days=365)


def language_of_page(request: HttpRequest) -> str:
    """One of settings.LANGUAGES."""
    chosen = locale_of(request.COOKIES.get(LANGUAGE_COOKIE, ""))
    return _LANGUAGES[chosen or language_of(request.headers.get("Accept-Language", ""))]


def locale_of_page(language: str) -> str:
    """What the API calls a page's language."""
    return language.partition("-")[0]


def language_asked_for(request: HttpRequest) -> str | None:
    """The language that a link such as `?lang=es` asks for; None when it asks for none of ours."""
    locale = locale_of(request.GET.get(LANGUAGE_PARAMETER, ""))
    return _LANGUAGES[locale] if locale else None


def keep_language(request: HttpRequest, language: str) -> HttpResponse:
    """Remembers a language in this browser, and leads to the same page without the parameter."""
    query = request.GET.copy()
    del query[LANGUAGE_PARAMETER]
    rest = query.urlencode()
    # A path that begins with two slashes would name another host.
    path = f"/{request.path_info.lstrip('/')}"
    response = HttpResponseRedirect(f"{path}?{rest}" if rest else path)
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_KEPT_FOR, samesite="Lax", secure=settings.COOKIE_SECURE
    )
    return response
